"""Totals that a sheet states, held against the rows above them.

Rows with 小计, 合计 or whatever words the contract declares land nowhere, and are not wasted: the amounts and
quantities in them must be the sum of the rows since the total before of the same word, or of all rows above, as a
running total is. A cut file, a hidden filter or a slipped digit is found by it.

Belongs here: that comparison. Not here: telling such rows from data (row_kinds).
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from ingestion.connectors.files.sheets.cells import NOT_CALCULATED
from ingestion.connectors.files.sheets.places import LETTERS, ROW, SHEET, TOTAL
from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.gate.value_sql import typed
from warehouse.connections import literal
from warehouse.errors import SchemaBreakError

_SUMMED = {"amount", "quantity"}


def check_stated_totals(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path) -> None:
    """Stop a file whose totals are not those of its rows.

    A total is passed over where a value above it cannot be read, as that row goes to quarantine by itself, and where it
    is a formula that was never calculated.

    Args:
        connection: Any DuckDB connection.
        table: The contract.
        path: Parquet of the rows that were laid out.

    Raises:
        SchemaBreakError: A total differs or cannot be read; the message names sheet, cell, and both figures.
    """
    if not table.layout.applies_to(table.file_format) or not table.layout.totals:
        return
    header = {row[0] for row in connection.execute(f"describe from read_parquet({literal(path)})").fetchall()}
    for column in table.columns:
        name = next((it for it in column.physical_names if it in header), None)
        if name is None or not column.tags & _SUMMED or column.name in table.layout.untotalled:
            continue
        wrong = connection.execute(_differences(table, column, name, path)).fetchone()
        if wrong is not None:
            raise _refusal(path, column, name, *wrong)


def _differences(table: SourceTable, column: SourceColumn, name: str, path: Path) -> str:
    """SQL of the first total of a column that is not what it should be."""
    value, given = f'"{column.name}"', f'"given {column.name}"'
    quoted = name.replace('"', '""')
    sofar = f"over (partition by {SHEET} order by {ROW})"
    return f"""
        with given as (
            select {SHEET}, {ROW}, {LETTERS}, {TOTAL}, "{quoted}" as {value} from read_parquet({literal(path)})
        ),
        typed as (select {SHEET}, {ROW}, {LETTERS}, {TOTAL}, {typed(table, column)} from given),
        summed as (
            select *, coalesce(sum({value}) filter ({TOTAL} is null) {sofar}, 0) as all_above,
                   count(*) filter ({TOTAL} is null and {given} is not null and {value} is null) {sofar} as unread
            from typed
        ),
        total as (
            select *, all_above - coalesce(lag(all_above) {_same_word()}, 0) as above,
                   unread - coalesce(lag(unread) {_same_word()}, 0) as unread_above
            from summed where {TOTAL} is not null
        )
        select {SHEET}, {ROW}, {LETTERS}, {TOTAL}, {given}, {value} is null, cast(above as varchar)
        from total
        where {given} is not null and not starts_with({given}, '{NOT_CALCULATED}') and (
            {value} is null or (unread_above = 0 and {value} not in (above, round(above, 2), all_above))
        )
        order by {SHEET}, {ROW} limit 1"""


def _same_word() -> str:
    return f"over (partition by {SHEET}, {TOTAL} order by {ROW})"


def _refusal(
    path: Path,
    column: SourceColumn,
    name: str,
    sheet: str | None,
    row: int,
    letters: str,
    word: str,
    given: str,
    is_unreadable: bool,
    above: str,
) -> SchemaBreakError:
    letter = json.loads(letters)[name]
    place = f"sheet {sheet}, cell {letter}{row}" if sheet else f"line {row}, column {letter}"
    says = "and that is no number" if is_unreadable else f"and the rows above it make {above}"
    return SchemaBreakError(
        f"{word} of the column {name!r} is stated as {given}, {says}.",
        where=f"{path.name}, {place}",
        todo="Look for rows that are missing, doubled or changed, and export the file again. If it is no sum, name "
        f"{column.name} in untotalled of the contract.",
    )
