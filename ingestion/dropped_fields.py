"""Fields that a JSON lines file no longer has.

Such a file has no header: a field that the system stopped exporting looks like one that is empty everywhere, and what
it held, perhaps a discount, would become nothing in silence. So where a column is empty in all rows, the file itself is
asked whether the field still stands there, even if only as null.

Belongs here: finding such a field. Not here: headers of other formats (connectors), and what follows (the gate).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingestion.connectors.files import RowReader
from ingestion.contract import SourceColumn, SourceTable


def find_dropped_field(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, reader: RowReader, data: Path
) -> str | None:
    """Return the first field of the contract that stands in no line of a JSON lines file.

    A field of an object that is itself null everywhere, such as the id of a customer in a file of guests, is not
    dropped. Where no line belongs to the table at all, only its key is looked for, in every line of the file.

    Args:
        connection: Any DuckDB connection.
        table: The contract.
        reader: Reads the file.
        data: The rows that passed, as Parquet.

    Returns:
        The path of the field, or of the object that held it; None if nothing is missing.
    """
    suspects = _empty_columns(connection, table, data)
    if not suspects:
        return None
    given = f"select json, {', '.join(reader.fields)} from {reader.scan} as file_row"
    own = f"select json from ({given}) where {table.own_rows}"
    lines, dropped = _first_absent(connection, own, suspects)
    if lines:
        return dropped
    keys = [column for column in suspects if column.key_position is not None]
    return _first_absent(connection, f"select json from ({given})", keys)[1]


def _empty_columns(connection: duckdb.DuckDBPyConnection, table: SourceTable, data: Path) -> list[SourceColumn]:
    counted = ", ".join(f'count("{column.name}")' for column in table.columns)
    counts = connection.execute(f"select {counted} from read_parquet('{data}')").fetchone()
    return [column for column, count in zip(table.columns, counts or (), strict=True) if not count]


def _first_absent(
    connection: duckdb.DuckDBPyConnection, lines: str, columns: Sequence[SourceColumn]
) -> tuple[int, str | None]:
    """Count the lines, and find the first path that stands in none although what holds it is an object in some."""
    paths = sorted({path for column in columns for path in _path_and_parents(column)}, key=lambda path: path.count("."))
    found = [f"bool_or(json_exists(json, '$.{path}'))" for path in paths]
    opened = [f"bool_or(json_type(json, '$.{path}') = 'OBJECT')" for path in paths]
    row = connection.execute(f"select count(*), {', '.join([*found, *opened])} from ({lines})").fetchone()
    if row is None or not row[0]:
        return 0, None
    stands = dict(zip(paths, row[1 : len(paths) + 1], strict=True))
    is_object = {"": True, **dict(zip(paths, row[len(paths) + 1 :], strict=True))}
    absent = [path for path in paths if not stands[path] and is_object[path.rpartition(".")[0]]]
    return row[0], next(iter(absent), None)


def _path_and_parents(column: SourceColumn) -> list[str]:
    """`a.b.c` as `a`, `a.b` and `a.b.c`."""
    parts = column.physical_name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
