"""A company is put in place all or nothing, and never over anybody's own files."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulation.errors import DemoError
from simulation.folder import replace_company


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of every file by its place."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_something(aside: Path) -> str:
    for name, text in (("extracts/shop/a.csv", "a"), ("truth/parameters.json", "{}")):
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_text(text)
    return "done"


def test_extracts_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "extracts" / "shop" / "orders.csv"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    with pytest.raises(DemoError, match="not written by the demo"):
        replace_company(tmp_path, write_something)
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
