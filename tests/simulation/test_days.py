"""A company that lives on is the same world, in however many extracts its systems tell of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from simulation.company import continue_company
from simulation.errors import DemoError

DAYS = 5


@pytest.fixture(scope="module")
def lived_on(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The company after some more days, told every day, and told once."""
    folders = [tmp_path_factory.mktemp(name) / "data" for name in ("daily", "at_once")]
    for folder, every in zip(folders, (1, DAYS), strict=True):
        shutil.copytree(clean, folder)
        continue_company(folder, DAYS, every)
    return folders[0], folders[1]


def test_daily_extracts_tell_the_same_as_one(lived_on: tuple[Path, Path], folding: ModuleType) -> None:
    daily, at_once = (folding.folded(folder / "extracts") for folder in lived_on)
    assert daily.keys() == at_once.keys()
    assert [name for name in daily if daily[name] != at_once[name]] == []
    assert sum(map(len, daily.values())) > 50_000


def test_the_truth_does_not_depend_on_how_often_it_was_told(
    lived_on: tuple[Path, Path], contents: Callable[[Path], dict[str, bytes]]
) -> None:
    """But for what it says of single extracts: which there were, and what was known by each."""
    daily, at_once = (contents(folder / "truth") for folder in lived_on)
    for name in ("parameters.json", "booked_known.parquet"):
        assert daily.pop(name) != at_once.pop(name)
    assert daily == at_once


def test_older_extracts_stay_as_they_were(
    clean: Path, lived_on: tuple[Path, Path], contents: Callable[[Path], dict[str, bytes]]
) -> None:
    before, after = contents(clean / "extracts"), contents(lived_on[0] / "extracts")
    before.pop("DEMO.txt")
    assert before.items() <= after.items()
    assert sum("erp/stock_quant_2026-01-0" in name for name in after) == DAYS


def test_there_must_be_a_company_and_a_calendar(tmp_path: Path, clean: Path) -> None:
    with pytest.raises(DemoError, match="no demo company"):
        continue_company(tmp_path, 1)
    with pytest.raises(DemoError, match="cannot live 100000 days more"):
        continue_company(clean, 100_000)
