"""The spreadsheet of codes: what comes back decides, and a row that is wrong is named by sheet, cell and reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from ingestion.codes.mappings import CodeMapping, Decided
from ingestion.codes.sheet import Decision, Unmapped, read_codes, write_codes
from warehouse.reference.workbook import WorkbookError

STATUS, UNIT = "sales_order.order_status", "product_variant.unit_code"
LISTS = {STATUS: ["open", "cancelled"], UNIT: []}
NEW = Unmapped("shop", STATUS, "LOST", 2, "12.00 EUR", "2026-01-01 00:00", "2026-01-02 00:00")
STANDING = Decided(CodeMapping("shop", UNIT, "PCE", "piece"), "Ada", "as agreed", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "codes.xlsx"
    write_codes(path, [NEW], [STANDING], LISTS, {STATUS: {"open": "not paid yet"}})
    return path


def edit(path: Path, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book["codes"][place] = value
    book.save(path)


def test_an_untouched_spreadsheet_decides_nothing(file: Path) -> None:
    sheet = openpyxl.load_workbook(file)["codes"]
    assert [cell.value for cell in sheet[2]][:7] == ["shop", STATUS, "LOST", None, None, 2, "12.00 EUR"]
    assert sheet["J2"].value == "open, cancelled"
    assert read_codes(file, [STANDING], ["shop"], LISTS) == []


def test_a_target_maps_and_an_emptied_one_undoes(file: Path) -> None:
    edit(file, D2="cancelled", E2="they wrote so", D3=None)
    assert read_codes(file, [STANDING], ["shop"], LISTS) == [
        Decision(CodeMapping("shop", STATUS, "LOST", "cancelled"), "they wrote so"),
        Decision(STANDING.mapping, "as agreed", is_undone=True),
    ]
    edit(file, D2="-", D3="piece")
    [decision] = read_codes(file, [STANDING], ["shop"], LISTS)
    assert decision.mapping.target is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"D2": "gone"}, "codes!D2: 'gone' is none of ours: open, cancelled"),
        ({"A2": "other", "D2": "open"}, "codes!A2: there is no source 'other'"),
        ({"B3": "product.colour"}, "codes!B3: 'product.colour' is no canonical column"),
        ({"C2": None, "D2": "open"}, "codes!C2: the code is empty"),
        ({"A3": "shop", "B3": STATUS, "C3": "LOST", "D3": "open"}, "codes!C3: this source, column and code stand in"),
        ({"D1": "ours"}, "codes!D1: there is no column 'ours'"),
        ({"D1": "ours"}, "codes!A1: the column 'target' is missing"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_nothing_counts(file: Path, cells: dict[str, object], said: str) -> None:
    edit(file, **cells)
    with pytest.raises(WorkbookError) as refused:
        read_codes(file, [STANDING], ["shop"], LISTS)
    assert said in str(refused.value)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codes.xlsx").write_text("source,column\n", encoding="utf-8")
    with pytest.raises(WorkbookError, match="no workbook"):
        read_codes(tmp_path / "codes.xlsx", [], ["shop"], LISTS)
