"""Rows of Python written into a table, column by column.

Belongs here: the one fast way to do it without a file. Not here: which rows, and what a table means.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

Row = Sequence[object]


def add_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Add rows to a table column by column, which takes a fraction of what row by row does.

    Args:
        connection: May write the table.
        table: Its name as SQL has it.
        rows: As many values each as the table has columns, in their order; none is fine.

    Raises:
        duckdb.Error: The table does not exist, or a value does not fit its column.
    """
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"insert into {table} select {', '.join(['unnest(?)'] * len(columns))}", columns)
