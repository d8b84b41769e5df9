"""Workbooks that people fill in: a sheet per table with one row of headers, written, and read back cell by cell.

Belongs here: Excel, and complaints that name sheet and cell. Not here: what a table may hold (sheet, codes.sheet), and
spreadsheets that a source sends (`ingestion.connectors.files`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from warehouse.errors import EntrepotError

_WIDEST = 48
_SIGNS_OF_A_SHEET = 31


class WorkbookError(EntrepotError):
    """A workbook cannot be read, or something in it is wrong."""


@dataclass(frozen=True)
class Sheet:
    """What a sheet is to hold: headers and rows."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Line:
    """One filled-in row of a sheet: its number as Excel counts, and its values by header."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True)
class FilledSheet:
    """A sheet as it came back: the letters of its columns by header, and its rows that hold anything."""

    name: str
    letters: Mapping[str, str]
    lines: Sequence[Line]

    def cell(self, column: str, line: Line | None = None) -> str:
        """Return the place of a value, such as B7; without a line the header's."""
        return f"{self.letters.get(column, 'A')}{line.number if line else 1}"


@dataclass(frozen=True)
class Complaint:
    """What is wrong with one cell."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        """Sheet, cell and reason."""
        return f"{self.sheet}!{self.cell}: {self.reason}"


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write a workbook; the headers stay in sight.

    Raises:
        WorkbookError: The file cannot be written there.
    """
    from openpyxl.workbook.workbook import Workbook

    book: Any = Workbook()
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:_SIGNS_OF_A_SHEET]), sheet)
    book.remove(book.worksheets[0])
    try:
        book.save(path)
    except OSError as error:
        raise WorkbookError(
            f"it cannot be written: {error}.", where=str(path), todo="Close it, or name another file."
        ) from error


def read_workbook(path: Path) -> list[FilledSheet]:
    """Return the sheets of a workbook, each with its first row as headers.

    Raises:
        WorkbookError: It is no workbook, or not there.
    """
    from openpyxl.reader.excel import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book: Any = load_workbook(path, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise WorkbookError(
            f"it is no workbook that can be read: {error}.", where=str(path), todo="Give an .xlsx file."
        ) from error
    return [_filled(sheet) for sheet in book.worksheets]


def header_complaints(sheet: FilledSheet, wanted: Sequence[str], known: Sequence[str]) -> list[Complaint]:
    """Say which columns a sheet lacks, and which nobody knows."""
    unknown = [
        Complaint(sheet.name, sheet.cell(name), f"there is no column {name!r}: {', '.join(known)}")
        for name in sheet.letters
        if name not in known
    ]
    lacking = [
        Complaint(sheet.name, "A1", f"the column {name!r} is missing") for name in wanted if name not in sheet.letters
    ]
    return unknown + lacking


def refuse(path: Path, complaints: Sequence[Complaint]) -> None:
    """Raise if anything is wrong, with every complaint in the message: nothing is taken from a workbook with a fault.

    Raises:
        WorkbookError: There are complaints.
    """
    if complaints:
        listed = "\n  ".join(str(complaint) for complaint in complaints)
        count = f"{len(complaints)} cells are" if len(complaints) > 1 else "a cell is"
        raise WorkbookError(
            f"nothing was taken, because {count} wrong:\n  {listed}\n", where=str(path), todo="Correct, import again."
        )


def _fill(sheet: Any, given: Sheet) -> None:
    from openpyxl.styles.fonts import Font
    from openpyxl.utils.cell import get_column_letter

    font: Any = Font
    sheet.append(list(given.columns))
    for row in given.rows:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    for number, name in enumerate(given.columns, start=1):
        sheet.cell(1, number).font = font(bold=True)
        longest = max([len(name), *(len(str(row[number - 1] or "")) for row in given.rows)])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, _WIDEST)


def _filled(sheet: Any) -> FilledSheet:
    from openpyxl.utils.cell import get_column_letter

    rows = list(sheet.iter_rows(values_only=True))
    headers = [str(value or "").strip() for value in (rows[0] if rows else ())]
    letters = {name: get_column_letter(number) for number, name in enumerate(headers, start=1) if name}
    lines = [
        Line(number, {name: _clean(value) for name, value in zip(headers, row, strict=False) if name})
        for number, row in enumerate(rows[1:], start=2)
    ]
    filled = [line for line in lines if any(value is not None for value in line.values.values())]
    return FilledSheet(sheet.title, letters, filled)


def _clean(value: object) -> object:
    """Take white space off a text, and nothing for an empty one."""
    return (value.strip() or None) if isinstance(value, str) else value
