"""One row of reference data as a person types it: judged as a row of a spreadsheet is, and put into the ledger.

Belongs here: setting a row, for the command and the pages. Not here: whole spreadsheets (sheet), and taking a change
back (entries).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from warehouse.ledger import Ledger
from warehouse.reference.entries import Change, changes, effective_rows, record
from warehouse.reference.sheet import misfits, read_sheet
from warehouse.reference.tables import Key, ReferenceDataError, ReferenceTable, Row, named_tables, reference_tables
from warehouse.reference.workbook import Complaint, FilledSheet, Line


def set_row(
    folder: Path, ledger: Ledger, name: str, values: Mapping[str, object], actor: str, reason: str
) -> tuple[int, Change]:
    """Put a row in the place of the one of its key, or beside the others; return the entry's id and what changes.

    Args:
        folder: The folder of seeds.
        ledger: The ledger.
        name: The table.
        values: The row's values by column, as text or typed; a column that is left out is empty.
        actor: Who.
        reason: Why.

    Raises:
        ReferenceDataError: There is no such table or column, a value is wrong, the row does not fit the others, or it
            stands there as it is.
        LedgerError: There is no reason.
    """
    tables = reference_tables(folder)
    [table] = named_tables(tables, [name])
    row = _checked(table, values)
    before = effective_rows(folder, table, ledger)
    after = before | {table.key_of(row): row}
    others = {other: effective_rows(folder, tables[other], ledger) for other, _ in table.refers.values()}
    _refuse(table, misfits(table, _sheet(table, after), after, {**others, name: after}))
    found = changes(table, before, after)
    if not found:
        raise ReferenceDataError("the row stands there as it is.", where=_named(table, row), todo="Change a value.")
    [number] = record(ledger, found, actor, reason)
    return number, found[0]


def _checked(table: ReferenceTable, values: Mapping[str, object]) -> Row:
    """Return the row as text, every value of its type and every rule kept."""
    unknown = sorted(set(values) - set(table.types))
    if unknown:
        raise ReferenceDataError(
            f"there is no column {', '.join(unknown)}.", where=table.name, todo=f"Known: {', '.join(table.types)}."
        )
    given = {name: None if value == "" else value for name, value in values.items()}
    rows, complaints = read_sheet(table, _sheet(table, {(): given}))
    _refuse(table, complaints)
    [row] = rows.values()
    _refuse(
        table, [Complaint(table.name, "", name.replace("_", " ") + ", but not here") for name in _broken(table, row)]
    )
    return row


def _broken(table: ReferenceTable, row: Row) -> list[str]:
    """Return the rules of a table that a row breaks, as dbt would find them with the next run."""
    if not table.rules:
        return []
    typed = ", ".join(f"cast(? as {kind}) as {name}" for name, kind in table.types.items())
    held = ", ".join(f"({rule}) is not false" for rule in table.rules.values())
    with duckdb.connect() as connection:
        found = connection.execute(f"select {held} from (select {typed})", [row[name] for name in table.types])
        [holds] = found.fetchall()
    return [name for name, is_kept in zip(table.rules, holds, strict=True) if not is_kept]


def _sheet(table: ReferenceTable, rows: Mapping[Key, Mapping[str, object]]) -> FilledSheet:
    lines = [Line(number, row) for number, row in enumerate(rows.values(), start=1)]
    return FilledSheet(table.name, {name: "" for name in table.types}, lines)


def _refuse(table: ReferenceTable, complaints: list[Complaint]) -> None:
    if complaints:
        said = "; ".join(dict.fromkeys(complaint.reason for complaint in complaints))
        raise ReferenceDataError(f"{said}.", where=table.name, todo="Correct it.")


def _named(table: ReferenceTable, row: Row) -> str:
    return " ".join([table.name, *(part or "–" for part in table.key_of(row))])
