"""CSV files that were cut off within their last value.

A cut that takes whole columns is found when the file is read. One within the last column leaves a row that reads well,
with an amount of fewer digits. A file whose last line has no end is therefore looked at: it may be whole, since some
programs leave out the last line break, but not if the last value is shorter than all others of its column, and an
amount, a quantity, a currency or a key is not trusted at all.

Belongs here: finding such a file; of a text with a layout that is done where its rows are told apart (layout). Not
here: rows that cannot be read (files), and single values (the gate).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import RowReader
from ingestion.contract.document import SourceColumn, SourceTable
from warehouse.errors import SchemaBreakError

_LONGEST_LINE_END = 4


def check_last_line(connection: duckdb.DuckDBPyConnection, table: SourceTable, path: Path, reader: RowReader) -> None:
    """Stop a CSV file that seems to be cut off within its last value.

    Raises:
        SchemaBreakError: The last line has no end and its last value cannot be trusted; the message names it.
    """
    if table.file_format != "csv" or table.layout.applies_to("csv") or has_line_end(path):
        return
    last_name = connection.execute(f"describe select * from {reader.scan}").fetchall()[-1][0]
    column = next((column for column in table.columns if last_name in column.physical_names), None)
    if column is None:
        return
    value, is_shortest = _last_value(connection, column, reader)
    if column.is_decisive or is_shortest:
        raise SchemaBreakError(
            f"the last line has no end, so the value {value!r} of the column {last_name!r} may be cut off.",
            where=f"{path.name}, line {_count_lines(path)}",
            todo="Export the file again; if it is whole, end its last line with a line break.",
        )


def has_line_end(path: Path) -> bool:
    """Tell whether a text's last line is ended by a line break."""
    with path.open("rb") as stream:
        stream.seek(-min(_LONGEST_LINE_END, path.stat().st_size), 2)
        return stream.read().rstrip(b"\0").endswith((b"\n", b"\r"))


def _last_value(connection: duckdb.DuckDBPyConnection, column: SourceColumn, reader: RowReader) -> tuple[str, bool]:
    """The last value of a column, and whether every value before it is longer."""
    rows = connection.execute(
        f"""
        with given as (select {", ".join(reader.fields)} from {reader.scan} as file_row),
        numbered as (select coalesce("{column.name}", '') as value, row_number() over () as number from given)
        select last(value order by number), length(last(value order by number)),
               min(length(value)) filter (where value <> '' and number < (select max(number) from numbered)),
               count(*) filter (where value = '' and number < (select max(number) from numbered))
        from numbered"""
    ).fetchone()
    value, size, shortest, empty_count = rows or ("", 0, None, 0)
    is_shortest = shortest is not None and size < shortest and (size > 0 or not empty_count)
    return str(value), is_shortest


def _count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for _ in stream)
