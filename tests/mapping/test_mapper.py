"""How much of three systems the mapper places rightly; the keys are older than the rules that were made with them."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path
from types import ModuleType


def test_northwind_is_mapped(
    mapper: ModuleType, measuring: ModuleType, answer_keys: dict[str, Path], northwind_file: Path, tmp_path: Path
) -> None:
    source = mapper.source_of(f"sqlite:///{northwind_file}", aside=tmp_path / "system")
    found = mapper.measure(measuring, answer_keys["northwind"], source, tmp_path)
    assert found.share_right >= 0.94, found.missed
    assert found.share_wrong <= 0.02, found.wrong


def test_vendure_is_mapped(
    mapper: ModuleType,
    measuring: ModuleType,
    answer_keys: dict[str, Path],
    shared_data: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    source = mapper.source_of(str(shared_data("vendure")), aside=tmp_path / "system")
    found = mapper.measure(measuring, answer_keys["vendure"], source, tmp_path)
    assert found.share_right >= 0.90, found.missed
    assert found.share_wrong <= 0.02, found.wrong


def test_adventureworks_is_mapped_within_a_minute(
    mapper: ModuleType,
    measuring: ModuleType,
    answer_keys: dict[str, Path],
    shared_data: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    folder = shared_data("adventureworks")
    derived = sorted(str(path) for path in folder.glob("derived_*.parquet"))
    source = mapper.source_of(str(folder / "oltp"), *derived, aside=tmp_path / "system")
    before = resource.getrusage(resource.RUSAGE_SELF)
    found = mapper.measure(measuring, answer_keys["adventureworks"], source, tmp_path)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert found.share_right >= 0.91, found.missed
    assert found.share_wrong <= 0.02, found.wrong
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 60
