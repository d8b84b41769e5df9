"""Columns that a system has come to write in another form: most of their values cannot be read any more.

A few unreadable values are faults of rows. A column that is unreadable as a whole is another column: quarantine would
fill with sound rows, and a column that decides nothing would become null in silence. Such a file is stopped.

Belongs here: finding such a column. Not here: single values (the gate), columns that are gone (connectors).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import RowReader
from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.gate.value_sql import typed, unreadable
from warehouse.errors import SchemaBreakError

ENOUGH_VALUES = 10
"""Fewer unreadable values than these say nothing of their column."""
UNREADABLE = "unreadable"
_EXAMPLES = 3


def check_not_retyped(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    reader: RowReader,
    file_name: str,
    rows: Iterable[Path],
    faults: Iterable[tuple[str, int]],
) -> None:
    """Stop a file in which more than the contract's share of a column's values cannot be read.

    Args:
        connection: Any DuckDB connection.
        table: The contract.
        reader: Reads the file.
        file_name: For the message.
        rows: Parquet of the rows that passed and of those that were refused.
        faults: The broken rules of rows, as `column:rule` joined by commas, and how many rows broke them.

    Raises:
        SchemaBreakError: There is such a column; three of its values are named, unless they name persons.
    """
    counts = _unreadable_counts(faults)
    for column in table.columns:
        count = counts[column.name]
        if count < ENOUGH_VALUES:
            continue
        given = _given_count(connection, column, rows)
        if count > table.max_unreadable_share * given:
            raise SchemaBreakError(
                f"of {given:,} values of the column {column.physical_name!r}, {count:,} cannot be read as "
                f"{column.duckdb_type}{_examples(connection, table, column, reader)}.",
                where=file_name,
                todo=f"If the system writes it otherwise now, change the contract {table.vendor}/{table.file.name}; "
                "else export the file again.",
            )


def _unreadable_counts(faults: Iterable[tuple[str, int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for rules, row_count in faults:
        for rule in rules.split(","):
            column, _, name = rule.partition(":")
            counts[column] += row_count if name == UNREADABLE else 0
    return counts


def _given_count(connection: duckdb.DuckDBPyConnection, column: SourceColumn, rows: Iterable[Path]) -> int:
    """Count the rows that have a value, readable or not."""
    parts = " union all ".join(f"""select "{column.name}" as value, _faults from read_parquet('{it}')""" for it in rows)
    row = connection.execute(
        f"select count(*) from ({parts}) "
        f"where value is not null or list_contains(string_split(_faults, ','), '{column.name}:{UNREADABLE}')"
    ).fetchone()
    return int(row[0]) if row else 0


def _examples(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, column: SourceColumn, reader: RowReader
) -> str:
    if column.is_personal:
        return ""
    value = f'"{column.name}"' if column.duckdb_type == "VARCHAR" else f'"given {column.name}"'
    rows = connection.execute(
        f"""
        with given as (select {", ".join(reader.fields)} from {reader.scan} as file_row),
        typed as (select {typed(table, column)} from given where {table.own_rows})
        select distinct left(cast({value} as varchar), 40) from typed where {unreadable(column)} order by 1
        limit {_EXAMPLES}"""
    ).fetchall()
    return ", for example " + ", ".join(repr(text) for (text,) in rows)
