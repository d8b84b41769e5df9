"""The spreadsheet of a mapping: written, read back, corrected, and refused cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest

from ingestion.mapping.planning import MappingError
from ingestion.mapping.proposal import EntityProposal, Proposal
from ingestion.mapping.workbook import HEADERS, joins_text, read_joins
from ingestion.mapping.workbook_reading import read_workbook
from ingestion.mapping.workbook_writing import workbook_bytes

Read = Callable[..., Proposal]


@pytest.fixture(scope="module")
def first_written(shop: ModuleType) -> bytes:
    """The shop's spreadsheet as it is first written."""
    return workbook_bytes(shop.proposal(), shop.profile())


@pytest.fixture
def written(first_written: bytes, tmp_path: Path) -> Path:
    """A copy of it."""
    path = tmp_path / "mapping.xlsx"
    path.write_bytes(first_written)
    return path


@pytest.fixture
def read(shop: ModuleType, written: Path) -> Read:
    """Type into cells, `{(sheet, what its row holds, column): value}`, save, and read the spreadsheet back."""

    def call(typed: dict[tuple[str, tuple[str, ...], str], Any] | None = None) -> Proposal:
        book = openpyxl.load_workbook(written)
        for (sheet, holds, header), value in (typed or {}).items():
            book[sheet].cell(row_of(book[sheet], holds), HEADERS[sheet].index(header) + 1).value = value
        book.save(written)
        return read_workbook(written, shop.profile())

    return call


def row_of(sheet: Any, holds: tuple[str, ...]) -> int:
    """The first row that holds all of these values."""
    return next(cells[0].row for cells in sheet.iter_rows() if {*holds} <= {cell.value for cell in cells})


def placed(proposal: Proposal, entity: str, column: str) -> Any:
    found: EntityProposal = next(it for it in proposal.entities if it.entity == entity)
    return next((it for it in found.placements if it.column == column), None)


def test_what_is_written_is_what_is_read(shop: ModuleType, read: Read) -> None:
    assert read() == shop.proposal()


def test_the_same_proposal_is_the_same_file(shop: ModuleType, first_written: bytes) -> None:
    assert workbook_bytes(shop.proposal(), shop.profile()) == first_written


def test_no_value_that_names_a_person_is_shown(shop: ModuleType, written: Path) -> None:
    book = openpyxl.load_workbook(written)
    shown = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "EUR" in shown
    assert not {text for text in shown if "ada@" in text or "ring twice" in text}


def test_a_text_of_the_system_is_never_a_formula(shop: ModuleType, tmp_path: Path) -> None:
    proposal: Proposal = shop.proposal()
    [first, *others] = proposal.entities
    planted = EntityProposal(first.entity, first.table, first.placements, 0.5, "=cmd()", first.joins)
    path = tmp_path / "planted.xlsx"
    path.write_bytes(workbook_bytes(Proposal("shop", (planted, *others)), shop.profile()))
    assert read_workbook(path, shop.profile()).entities[0].reason == "=cmd()"


@pytest.mark.parametrize(
    ("choice", "expression"),
    [
        ("Order.Note", '"Order"."Note"'),
        ("people.name", '"People"."Name"'),
        ("value: web shop's", "'web shop''s'"),
        ('sql: upper("Order".Note)', 'upper("Order".Note)'),
        ("-", None),
    ],
)
def test_a_choice_is_taken(read: Read, choice: str, expression: str | None) -> None:
    found = read({("mapping", ("sales_order", "order_number"), "your choice"): choice})
    placement = placed(found, "sales_order", "order_number")
    assert (placement.expression if placement else None) == expression


def test_a_column_that_was_placed_nowhere_is_placed(read: Read) -> None:
    found = read({("unplaced", ("Order", "Note"), "your choice"): "sales_order.order_number"})
    assert placed(found, "sales_order", "order_number").sources == ("Order.Note",)
    assert [(item.table, item.column) for item in found.unplaced] == [("Settings", None)]


def test_an_entity_that_is_not_kept_is_gone(read: Read) -> None:
    found = read({("entities", ("party_record",), "keep"): "no"})
    assert "party_record" not in {entity.entity for entity in found.entities}


FAULTS: dict[str, tuple[str, str, str, Any, str]] = {
    "an unknown source column": (
        "mapping",
        "order_number",
        "your choice",
        "Order.Number",
        "cell L{row}: the table 'Order' has no column 'Number'",
    ),
    "an unknown table": (
        "mapping",
        "legal_entity_id",
        "your choice",
        "Sale.Number",
        "cell L{row}: the system has no column 'Sale.Number'",
    ),
    "a table that is not joined": (
        "mapping",
        "party_record_id",
        "your choice",
        "Settings.Value",
        "cell L{row}: the table 'Settings' is not joined to sales_order",
    ),
    "a text as a day": (
        "mapping",
        "order_date",
        "your choice",
        "Order.Currency",
        "cell L{row}: varchar cannot become order_date, which is date; it holds values such as EUR",
    ),
    "a day as an amount": (
        "mapping",
        "total_amount",
        "your choice",
        "Order.PlacedOn",
        "cell L{row}: timestamp cannot become total_amount, which is decimal(18, 4)",
    ),
    "SQL that is none": (
        "mapping",
        "ship_country_code",
        "your choice",
        "sql: upper(",
        "cell L{row}: this is no SQL here",
    ),
    "a statement": (
        "mapping",
        "order_type",
        "your choice",
        "sql: 1; drop table x",
        "cell L{row}: this is more than one expression",
    ),
    "a text without its end": (
        "mapping",
        "order_status",
        "your choice",
        "sql: 'web",
        "cell L{row}: this is no SQL: a quote",
    ),
    "a code that is none of ours": (
        "mapping",
        "channel_code",
        "your choice",
        "value: bussiness",
        "cell L{row}: 'bussiness' is none of the codes of channel_code. Did you mean 'business'?",
    ),
    "no key": ("mapping", "sales_order_id", "your choice", "-", "cell L{row}: without sales_order_id nothing"),
    "a formula": ("mapping", "currency_code", "your choice", "=A1", "cell L{row}: it holds a formula"),
    "an unknown canonical column": (
        "mapping",
        "is_test",
        "canonical column",
        "is_trial",
        "cell C{row}: sales_order has no column 'is_trial'",
    ),
    "an expression of another table": (
        "mapping",
        "tax_amount",
        "expression",
        '"Order Lines".Article',
        "cell H{row}: 'Order Lines' is no table or join of this entity",
    ),
    "a confidence that is none": (
        "mapping",
        "shipping_amount",
        "confidence",
        "high",
        "cell J{row}: 'high' is no number from 0 to 1",
    ),
    "an entity that there is not": (
        "unplaced",
        "Note",
        "your choice",
        "sale.note",
        "cell F{row}: there is no canonical entity 'sale'",
    ),
    "a whole table as one column": (
        "unplaced",
        "Settings",
        "your choice",
        "sales_order.order_number",
        "cell F{row}: a whole table cannot be one column",
    ),
    "a join that is none": (
        "entities",
        "sales_order",
        "joins",
        "People by Buyer",
        "cell F{row}: 'People by Buyer' is no join",
    ),
    "a join over no column": (
        "entities",
        "sales_order_line",
        "joins",
        'People = People (Number) from "Order Lines" (Line)',
        "cell F{row}: the table 'People' has no column 'Number'",
    ),
    "a condition that is none": (
        "entities",
        "party_record",
        "where",
        '"People".Name',
        "cell E{row}: the condition is neither true nor false",
    ),
    "neither yes nor no": ("entities", "party_record", "keep", "maybe", "cell J{row}: 'maybe' is neither yes nor no"),
}


@pytest.fixture(scope="module")
def refusal(
    shop: ModuleType, first_written: bytes, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, int]]:
    """What is said of a spreadsheet with all these faults, and the row of each."""
    book = openpyxl.load_workbook(BytesIO(first_written))
    rows = {}
    for fault, (sheet, holds, header, value, _) in FAULTS.items():
        rows[fault] = row_of(book[sheet], ("sales_order", holds) if sheet == "mapping" else (holds,))
        book[sheet].cell(rows[fault], HEADERS[sheet].index(header) + 1).value = value
    path = tmp_path_factory.mktemp("faulty") / "mapping.xlsx"
    book.save(path)
    with pytest.raises(MappingError) as refused:
        read_workbook(path, shop.profile())
    return str(refused.value), rows


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_sheet_and_cell(refusal: tuple[str, dict[str, int]], fault: str) -> None:
    said, rows = refusal
    sheet, *_, expected = FAULTS[fault]
    assert f"sheet {sheet}, {expected.format(row=rows[fault])}" in said


def test_joins_survive_their_cell(shop: ModuleType) -> None:
    for entity in shop.proposal().entities:
        assert read_joins(joins_text(entity.joins)) == entity.joins


def test_another_file_is_no_mapping(shop: ModuleType, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(MappingError, match="the sheet 'mapping' is missing"):
        read_workbook(other, shop.profile())
    (tmp_path / "text.xlsx").write_text("no spreadsheet")
    with pytest.raises(MappingError, match="no spreadsheet"):
        read_workbook(tmp_path / "text.xlsx", shop.profile())
