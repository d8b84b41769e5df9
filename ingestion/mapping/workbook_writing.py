"""A proposal as a spreadsheet that a person can correct.

Belongs here: cells and how they look. Not here: what they mean when they come back (workbook_reading).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.fills import PatternFill
from openpyxl.styles.fonts import Font
from openpyxl.styles.protection import Protection
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.mapping.canonical_contracts import CanonicalColumn, canonical_entities
from ingestion.mapping.expressions import named_columns
from ingestion.mapping.names_in_sql import entity_named
from ingestion.mapping.proposal import EntityProposal, Join, Proposal, Total, Unplaced
from ingestion.mapping.sample_values import shown_values
from ingestion.mapping.system_profile import SystemProfile
from ingestion.mapping.workbook import (
    CANONICAL,
    CHOICE,
    COLUMNS,
    ENTITIES,
    HEADERS,
    KEEP,
    MAPPING,
    OPEN_CELLS,
    UNPLACED,
    joins_text,
    sources_text,
    totals_text,
)

Row = Sequence[str | float | None]
_WIDE = {"meaning": 46, "expression": 46, "reason": 52, "sample values": 34, "join": 24, CHOICE: 34}
_WIDE |= {"joins": 60, "totals": 60}
_HEAD = PatternFill("solid", fgColor="1F3A4D")
_OPEN = PatternFill("solid", fgColor="FFF7D6")
_SAMPLES = 3
_TIMES = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def workbook_bytes(proposal: Proposal, profile: SystemProfile) -> bytes:
    """Return the spreadsheet of a proposal."""
    book = Workbook()
    book.remove(book.active)
    rows = {
        MAPPING: _mapping_rows(proposal),
        UNPLACED: _unplaced_rows(proposal, profile),
        ENTITIES: _entity_rows(proposal, profile),
        CANONICAL: _canonical_rows(),
        COLUMNS: _column_rows(profile),
    }
    for name, of_sheet in rows.items():
        _fill(book.create_sheet(name), list(of_sheet))
    _offer(book)
    stream = BytesIO()
    book.save(stream)
    return _of_no_moment(stream)


def _of_no_moment(saved: BytesIO) -> bytes:
    """The same workbook without the time at which it was saved, so that the same proposal is the same file."""
    stream = BytesIO()
    with ZipFile(saved) as book, ZipFile(stream, "w", ZIP_DEFLATED) as timeless:
        for part in book.infolist():
            content = book.read(part)
            if part.filename == "docProps/core.xml":
                content = _TIMES.sub(b"1980-01-01T00:00:00Z", content)
            timeless.writestr(ZipInfo(part.filename), content, ZIP_DEFLATED)
    return stream.getvalue()


def _mapping_rows(proposal: Proposal) -> Iterable[Row]:
    for number, entity in enumerate(proposal.entities, start=1):
        for column in entity_named(entity.entity).mapped_columns:
            yield _mapping_row(number, entity, column)


def _mapping_row(number: int, entity: EntityProposal, column: CanonicalColumn) -> Row:
    placed = next((it for it in entity.placements if it.column == column.name), None)
    known = (number, entity.entity, column.name, column.meaning, column.unit)
    if placed is None:
        return (*known, None, None, None, None, None, None, None)
    table = placed.sources[0].partition(".")[0] if placed.sources else None
    return (
        *known,
        table,
        sources_text(placed.sources),
        placed.expression,
        _joins_of(entity, placed.expression),
        placed.confidence,
        placed.reason,
        None,
    )


def _joins_of(entity: EntityProposal, expression: str) -> str:
    named = {name.casefold() for name, _ in named_columns(expression)}
    lenders: list[Join | Total] = [*entity.joins, *entity.totals]
    return ", ".join(it.name for it in lenders if it.name.casefold() in named)


def _unplaced_rows(proposal: Proposal, profile: SystemProfile) -> Iterable[Row]:
    for item in proposal.unplaced:
        yield _unplaced_row(item, profile)


def _unplaced_row(item: Unplaced, profile: SystemProfile) -> Row:
    table = profile.by_name.get(item.table)
    column = table.by_name.get(item.column or "") if table else None
    samples = ", ".join(shown_values(column, _SAMPLES)) if column else None
    return (item.table, item.column, column.value_type if column else None, samples, item.reason, None)


def _entity_rows(proposal: Proposal, profile: SystemProfile) -> Iterable[Row]:
    for number, entity in enumerate(proposal.entities, start=1):
        table = profile.by_name.get(entity.table)
        rows = table.row_count if table else None
        lent = (joins_text(entity.joins), totals_text(entity.totals))
        known = (number, entity.entity, entity.table, rows, entity.where)
        yield (*known, *lent, entity.confidence, entity.reason, "yes")


def _canonical_rows() -> Iterable[Row]:
    for entity in canonical_entities().values():
        for column in entity.mapped_columns:
            name = f"{entity.name}.{column.name}"
            yield (name, entity.name, column.name, column.duckdb_type, column.unit, column.meaning)


def _column_rows(profile: SystemProfile) -> Iterable[Row]:
    for table in profile.tables:
        for column in table.columns:
            samples = ", ".join(shown_values(column, _SAMPLES))
            filled = round(1 - column.null_share, 4)
            yield (f"{table.name}.{column.name}", table.name, column.name, column.value_type, filled, samples)


def _fill(sheet: Worksheet, rows: list[Row]) -> None:
    headers = HEADERS[sheet.title]
    for number, row in enumerate([headers, *rows], start=1):
        for place, value in enumerate(row, start=1):
            _write(sheet, number, place, value)
    for place, name in enumerate(headers, start=1):
        _dress(sheet, place, name, len(rows) + 1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.autoFilter = sheet.protection.sort = False


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write one value; a text is never a formula, whatever the system had in it."""
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _dress(sheet: Worksheet, place: int, name: str, last_row: int) -> None:
    letter = get_column_letter(place)
    sheet.column_dimensions[letter].width = _WIDE.get(name, 20)
    head = sheet.cell(1, place)
    head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
    if name not in OPEN_CELLS.get(sheet.title, ()):
        return
    for row in range(2, last_row + 1):
        cell = sheet.cell(row, place)
        cell.fill, cell.protection = _OPEN, Protection(locked=False)
        cell.alignment = Alignment(wrap_text=name in {"joins", "totals"}, vertical="top")


def _offer(book: Workbook) -> None:
    """Offer what can be chosen as lists; anything else may be typed too, and is judged when it is read."""
    for title, source in ((MAPPING, COLUMNS), (UNPLACED, CANONICAL)):
        _list_for(book[title], CHOICE, f"='{source}'!$A$2:$A${book[source].max_row}")
    _list_for(book[ENTITIES], KEEP, '"yes,no"')


def _list_for(sheet: Worksheet, header: str, formula: str) -> None:
    if sheet.max_row < 2:
        return
    letter = get_column_letter(HEADERS[sheet.title].index(header) + 1)
    offered = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    offered.add(f"{letter}2:{letter}{sheet.max_row}")
    sheet.add_data_validation(offered)
