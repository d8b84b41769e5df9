"""Orders, ledgers and stocks add up to the last cent and piece, by a reading of the files alone."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def checks(sums: ModuleType, clean: Path) -> dict[str, tuple[int, int]]:
    """Things looked at and things that do not add up, by check."""
    found: dict[str, tuple[int, int]] = sums.add_up(clean / "extracts")
    return found


def test_everything_adds_up(checks: dict[str, tuple[int, int]]) -> None:
    assert {name: wrong for name, (_, wrong) in checks.items()} == dict.fromkeys(checks, 0)


def test_every_check_looks_at_something(checks: dict[str, tuple[int, int]]) -> None:
    assert len(checks) == 9
    assert min(seen for seen, _ in checks.values()) > 300


def test_spoiled_extracts_do_not_add_up(sums: ModuleType, clean: Path, tmp_path: Path) -> None:
    target = tmp_path / "extracts"
    target.mkdir()
    for source in (clean / "extracts").iterdir():
        if source.is_dir():
            (target / source.name).symlink_to(source)
    (target / "erp").unlink()
    (target / "erp").mkdir()
    for path in (clean / "extracts" / "erp").iterdir():
        (target / "erp" / path.name).write_bytes(path.read_bytes())
    for name in ("account_move_line", "stock_move"):
        spoiled = target / "erp" / f"{name}_2025-12-31.csv"
        *rows, _ = spoiled.read_text(encoding="utf-8").splitlines()
        spoiled.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = sums.add_up(target)
    assert found["erp ledger"][1] == 1
    assert 1 <= found["erp stock"][1] <= 2
