"""Tables as an Excel workbook: typed, and no text of it is a formula (CWE-1236).

Belongs here: sheets made of rows. Not here: which tables can be downloaded (`export`), a report's sheets (`assess`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles.fonts import Font
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboards.queries import Rows

_WIDTH = 24
_EXACT_UP_TO = 10**15
"""Excel keeps fifteen digits: a longer number is a key, and written as text."""
_TITLE_LENGTH = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def as_workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return tables as the bytes of an xlsx file, each on a sheet with the names of its columns."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        add_sheet(book, title, list(rows[0]) if rows else [], (list(row.values()) for row in rows))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def add_sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add a sheet: heads stay in sight and filter, numbers and dates keep their type, text stays text."""
    sheet = book.create_sheet(title.translate(_NOT_IN_TITLES)[:_TITLE_LENGTH])
    for row in (heads, *rows):
        sheet.append([_cell(sheet, value) for value in row])
    for number in range(1, len(heads) + 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _cell(sheet: Worksheet, value: Any) -> Cell:
    """Return a cell whose text is marked as text, whatever it begins with."""
    plain = _plain(value)
    cell = Cell(sheet, value=plain)
    if isinstance(plain, str):
        cell.data_type = "s"
    return cell


def _plain(value: Any) -> Any:
    """Return a value that a sheet can hold: moments in UTC without their zone, everything else as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT_UP_TO:
        value = str(value)
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
