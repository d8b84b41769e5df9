"""Tables of reference data as sheets of a workbook, and what came back of it, judged row by row.

Belongs here: types, keys, lists, references and periods of what people typed. Not here: Excel itself (workbook), and
what becomes of good rows (entries).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from warehouse.reference.tables import Key, ReferenceTable, Row
from warehouse.reference.workbook import Complaint, FilledSheet, Line, Sheet, header_complaints

Tables = Mapping[str, Mapping[Key, Row]]
"""Rows by key, of every table."""
_OPEN_END = "9999-12-31"


def sheet_of(table: ReferenceTable, rows: Iterable[Row]) -> Sheet:
    """Return a table as a sheet, numbers and days as such."""
    return Sheet(
        table.name, list(table.types), [[_shown(row[name], kind) for name, kind in table.types.items()] for row in rows]
    )


def read_sheet(table: ReferenceTable, sheet: FilledSheet) -> tuple[dict[Key, Row], list[Complaint]]:
    """Return the rows of a sheet by key, and what is wrong with it: columns, types, empty and repeated keys, lists."""
    complaints = header_complaints(sheet, list(table.types), list(table.types))
    rows: dict[Key, Row] = {}
    for line in sheet.lines if not complaints else ():
        row, found = _row(table, sheet, line)
        key = table.key_of(row)
        if not found and key in rows:
            named = " ".join(part or "" for part in key)
            found = [Complaint(sheet.name, sheet.cell(table.key[0], line), f"the key {named} stands above already")]
        complaints += found
        rows.setdefault(key, row)
    return rows, complaints


def misfits(table: ReferenceTable, sheet: FilledSheet, rows: Mapping[Key, Row], tables: Tables) -> list[Complaint]:
    """Say which good rows do not fit: to the tables that they refer to, as these will be, or among one another."""
    places = dict(zip(rows, sheet.lines, strict=True))
    found = [*_strangers(table, sheet, rows, places, tables), *_overlaps(table, sheet, rows, places)]
    return sorted(found, key=lambda complaint: (len(complaint.cell), complaint.cell))


def _strangers(
    table: ReferenceTable, sheet: FilledSheet, rows: Mapping[Key, Row], places: Mapping[Key, Line], tables: Tables
) -> Iterator[Complaint]:
    """Values that refer to what is not there; within a table only to a row that refers to itself, as a market does."""
    for name, (other, column) in table.refers.items():
        own = other == table.name
        missing = "has no row of its own in" if own else "is not in"
        known = {row[column] for row in tables[other].values() if not own or row[name] == row[column]}
        for key, row in rows.items():
            if row[name] is not None and row[name] not in known:
                yield Complaint(sheet.name, sheet.cell(name, places[key]), f"{row[name]!r} {missing} {other}.{column}")


def _overlaps(
    table: ReferenceTable, sheet: FilledSheet, rows: Mapping[Key, Row], places: Mapping[Key, Line]
) -> Iterator[Complaint]:
    """Periods that end before they begin, or overlap one of the same key."""
    if table.period is None:
        return
    first, last = table.period
    same = [name for name in table.key if name != first]
    in_order = sorted(rows.items(), key=lambda item: ([item[1][name] or "" for name in same], item[1][first] or ""))
    before: Row | None = None
    for key, row in in_order:
        cell = sheet.cell(first, places[key])
        if (row[last] or _OPEN_END) < (row[first] or ""):
            yield Complaint(sheet.name, cell, "the period ends before it begins")
        if before and all(before[name] == row[name] for name in same) and (before[last] or _OPEN_END) >= row[first]:  # type: ignore[operator]
            yield Complaint(sheet.name, cell, f"the period overlaps the one that begins on {before[first]}")
        before = row


def _row(table: ReferenceTable, sheet: FilledSheet, line: Line) -> tuple[Row, list[Complaint]]:
    row: Row = {}
    complaints = []
    for name, kind in table.types.items():
        value = line.values.get(name)
        text = _text(value, kind)
        row[name] = text
        if text is None and value is not None:
            reason = f"{value!r} is no {_WORDS.get(kind.partition('(')[0], kind)}"
        elif text is None and name in table.required:
            reason = f"{name} is empty"
        elif text is not None and text not in table.allowed.get(name, [text]):
            reason = f"{text!r} is none of {', '.join(table.allowed[name])}"
        else:
            continue
        complaints.append(Complaint(sheet.name, sheet.cell(name, line), reason))
    return row, complaints


_WORDS = {"date": "day (YYYY-MM-DD)", "decimal": "number", "integer": "whole number", "varchar": "text"}


def _text(value: object, kind: str) -> str | None:
    """Return a value as the seeds write it; None for none, and for what is not of the type."""
    if value is None or isinstance(value, bool):
        return None
    if kind == "date":
        return _day(value)
    if kind == "varchar":
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or (kind == "integer" and number != number.to_integral_value()):
        return None
    return format(number.normalize() + 0, "f")


def _day(value: object) -> str | None:
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def _shown(text: str | None, kind: str) -> object:
    if text is None or kind == "varchar":
        return text
    if kind == "date":
        return date.fromisoformat(text)
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def unknown_sheets(sheets: Sequence[FilledSheet], names: Iterable[str]) -> list[Complaint]:
    """Say which sheets are of no table."""
    known = list(names)
    return [
        Complaint(sheet.name, "A1", f"there is no table of this name: {', '.join(known)}")
        for sheet in sheets
        if sheet.name not in known
    ]
