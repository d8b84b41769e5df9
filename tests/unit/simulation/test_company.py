"""The demo company is written all or nothing, always the same, and never over anybody's own files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulation import DemoError, demo_configuration, write_company
from simulation.folder import replace_company
from warehouse.settings import load_settings

SCALE = 0.02


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of every file by its place."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_something(aside: Path) -> str:
    for name, text in (("extracts/shop/a.csv", "a"), ("truth/parameters.json", "{}")):
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_text(text)
    return "done"


def test_same_seed_twice_is_byte_identical(company: Path, tmp_path: Path) -> None:
    summary = write_company(tmp_path, seed=7, scale=SCALE)
    assert contents(tmp_path) == contents(company)
    assert {path.relative_to(tmp_path).as_posix() for path in summary.files} == set(contents(tmp_path)) - {
        "extracts/DEMO.txt"
    }
    assert set(summary.rows) == {"shop", "crm", "odoo", "warehouse_3pl"}


def test_another_seed_is_another_company_and_replaces_the_first(company: Path, tmp_path: Path) -> None:
    write_company(tmp_path, seed=7, scale=SCALE)
    write_company(tmp_path, seed=8, scale=SCALE)
    second = contents(tmp_path)
    assert second.keys() == contents(company).keys()
    assert second["extracts/shop/orders_2025-12-31.jsonl"] != contents(company)["extracts/shop/orders_2025-12-31.jsonl"]
    assert json.loads(second["truth/parameters.json"])["seed"] == 8


def test_the_smallest_company_can_be_written(tmp_path: Path) -> None:
    assert write_company(tmp_path, seed=0, scale=0.0001).rows["shop"] > 0


@pytest.mark.parametrize(("seed", "scale"), [(-1, 1.0), (7, 0.0), (7, -2.0), (7, float("nan")), (7, float("inf"))])
def test_senseless_wishes_are_refused_before_anything_is_written(tmp_path: Path, seed: int, scale: float) -> None:
    with pytest.raises(DemoError):
        write_company(tmp_path / "data", seed=seed, scale=scale)
    assert not (tmp_path / "data").exists()


def test_parents_stand_before_their_children(company: Path) -> None:
    for path in (company / "extracts" / "shop").iterdir():
        seen = set()
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert row.get("__parentId") in seen | {None}
            seen.add(row["id"])


def test_extracts_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "extracts" / "shop" / "orders.csv"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    with pytest.raises(DemoError, match="not written by the demo"):
        write_company(tmp_path, scale=SCALE)
    assert contents(tmp_path) == {"extracts/shop/orders.csv": b"mine"}


def test_a_file_added_to_the_demo_is_not_lost(tmp_path: Path) -> None:
    replace_company(tmp_path, write_something)
    added = tmp_path / "extracts" / "shop" / "mine.csv"
    added.write_text("mine")
    with pytest.raises(DemoError, match=r"mine\.csv"):
        replace_company(tmp_path, write_something)
    assert added.read_text() == "mine"


def test_a_truth_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    with pytest.raises(DemoError, match="truth"):
        replace_company(tmp_path, write_something)


def test_a_writer_that_dies_leaves_the_old_company_whole(tmp_path: Path) -> None:
    replace_company(tmp_path, write_something)
    before = contents(tmp_path)

    def die(aside: Path) -> None:
        (aside / "extracts").mkdir()
        (aside / "extracts" / "half.csv").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_company(tmp_path, die)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("moved", [(), ("truth",), ("truth", "extracts")])
def test_a_kill_at_any_moment_is_cleared_up_by_the_next_demo(tmp_path: Path, moved: tuple[str, ...]) -> None:
    replace_company(tmp_path, write_something)
    before = contents(tmp_path)
    write_something(tmp_path / ".demo_writing")
    (tmp_path / ".demo_replaced").mkdir()
    for name in moved:
        (tmp_path / name).rename(tmp_path / ".demo_replaced" / name)
    assert replace_company(tmp_path, write_something) == "done"
    assert contents(tmp_path) == before


def test_a_quote_in_the_folder_name_does_no_harm(tmp_path: Path) -> None:
    write_company(tmp_path / "l'été", scale=0.001)
    assert (tmp_path / "l'été" / "truth" / "totals.csv").is_file()


def test_the_configuration_names_the_folders_of_the_extracts(company: Path, tmp_path: Path) -> None:
    path = tmp_path / "entrepot.toml"
    path.write_text(demo_configuration(), encoding="utf-8")
    settings = load_settings(path)
    assert settings.company.group_currency == "EUR"
    assert {source.path for source in settings.sources} == {
        settings.data_dir / "extracts" / folder.name for folder in (company / "extracts").iterdir() if folder.is_dir()
    }
