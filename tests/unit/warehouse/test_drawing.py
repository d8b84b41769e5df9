"""A result that is wider than the terminal stands in bands that fit, and loses nothing."""

from __future__ import annotations

import pytest

from warehouse.drawing import draw

LABELS = ["week_start_date", "market_code", "channel_group_code"]
FIGURES = [f"year_before_net_sales_amount_group_{number}" for number in range(14)]
TYPES = ["DATE", "VARCHAR", "VARCHAR", *["DECIMAL(18,4)"] * 14]
ROWS = [["2025-12-22", market, "marketplace", *(f"{number}9719.8100" for number in range(14))] for market in "SPU"]


def drawn(width: int | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.delenv("COLUMNS", raising=False)
    if width:
        monkeypatch.setenv("COLUMNS", str(width))
    return draw([*LABELS, *FIGURES], TYPES, ROWS, "").decode().splitlines()


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_the_terminal_and_no_cell_is_lost(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = drawn(width, monkeypatch)
    assert max(map(len, lines)) <= width
    cells = " ".join(lines).split()
    assert all(cells.count(value) == len(ROWS) for value in ROWS[0][3:])
    assert cells.count("marketplace") == cells.count("2025-12-22") > 3, "each band says of which row it is"
    assert lines[-1] == "3 rows"


def test_what_fits_or_goes_to_a_file_is_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sum("marketplace" in line for line in drawn(None, monkeypatch)) == 3
    assert sum("marketplace" in line for line in drawn(1000, monkeypatch)) == 3


def test_a_long_text_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = draw(["question"], ["VARCHAR"], [["word " * 40]], "; more").decode().splitlines()
    assert max(map(len, lines)) <= 80
    assert " ".join(lines).split().count("word") == 40
    assert lines[-1] == "1 row; more"
