"""Fields of JSON lines that a system no longer exports, or newly does.

Such a file has no header: a field that the system stopped exporting looks like one that is empty everywhere, and what
it held, perhaps a discount, would become nothing in silence. So where a column is empty in all rows, the file itself is
asked whether the field still stands there, even if only as null.

Belongs here: finding such fields. Not here: headers of other formats (connectors), and what follows (the gate).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import RowReader
from ingestion.contract.document import SourceColumn, SourceTable

SAMPLE_LINES = 1_000


def find_new_fields(connection: duckdb.DuckDBPyConnection, table: SourceTable, reader: RowReader) -> tuple[str, ...]:
    """Return the top-level fields of a file's first lines that the contract does not name.

    Args:
        connection: Any DuckDB connection.
        table: The contract.
        reader: Reads the file.
    """
    given = f"select json, {', '.join(reader.fields)} from {reader.scan} as file_row limit {SAMPLE_LINES}"
    rows = connection.execute(
        f"select distinct unnest(json_keys(json)) as field from ({given}) where {table.own_rows} order by field"
    ).fetchall()
    columns = (*table.columns, *table.left_out)
    known = {name.split(".")[0] for column in columns for name in column.physical_names}
    return tuple(field for (field,) in rows if field not in known)


def find_absent_fields(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, reader: RowReader, data: Path
) -> list[tuple[SourceColumn, str]]:
    """Return the columns of the contract whose field stands in no line of a JSON lines file.

    A field of an object that is itself null everywhere, such as the id of a customer in a file of guests, is not
    absent. Where no line belongs to the table at all, only its key is looked for, in every line of the file.

    Args:
        connection: Any DuckDB connection.
        table: The contract.
        reader: Reads the file.
        data: The rows that passed, as Parquet.

    Returns:
        Each column with the path of the field, or of the object that held it; the shortest path first.
    """
    suspects = _empty_columns(connection, table, data)
    if not suspects:
        return []
    given = f"select json, {', '.join(reader.fields)} from {reader.scan} as file_row"
    own = f"select json from ({given}) where {table.own_rows}"
    lines, absent = _absent_of(connection, own, suspects)
    if lines:
        return absent
    keys = [column for column in suspects if column.key_position is not None]
    return _absent_of(connection, f"select json from ({given})", keys)[1]


def _empty_columns(connection: duckdb.DuckDBPyConnection, table: SourceTable, data: Path) -> list[SourceColumn]:
    counted = ", ".join(f'count("{column.name}")' for column in table.columns)
    counts = connection.execute(f"select {counted} from read_parquet('{data}')").fetchone()
    return [column for column, count in zip(table.columns, counts or (), strict=True) if not count]


def _absent_of(
    connection: duckdb.DuckDBPyConnection, lines: str, columns: Sequence[SourceColumn]
) -> tuple[int, list[tuple[SourceColumn, str]]]:
    """Count the lines, and find the columns that stand in none although what holds them is an object in some."""
    names = {name for column in columns for name in column.physical_names}
    paths = sorted({path for name in names for path in _with_parents(name)}, key=lambda path: (path.count("."), path))
    found = [f"bool_or(json_exists(json, '$.{path}'))" for path in paths]
    opened = [f"bool_or(json_type(json, '$.{path}') = 'OBJECT')" for path in paths]
    row = connection.execute(f"select {', '.join(['count(*)', *found, *opened])} from ({lines})").fetchone()
    if row is None or not row[0]:
        return 0, []
    stands = dict(zip(paths, row[1 : len(paths) + 1], strict=True))
    is_object = {"": True, **dict(zip(paths, row[len(paths) + 1 :], strict=True))}
    missing = [path for path in paths if not stands[path] and is_object[path.rpartition(".")[0]]]
    absent = [(column, path) for column in columns if (path := _missing_path(column, missing)) is not None]
    return row[0], sorted(absent, key=lambda item: missing.index(item[1]))


def _missing_path(column: SourceColumn, missing: Sequence[str]) -> str | None:
    """The path that is missing of a column, if every name that it may have lacks one."""
    lacking = [next((path for path in _with_parents(name) if path in missing), None) for name in column.physical_names]
    return lacking[0] if None not in lacking else None


def _with_parents(name: str) -> list[str]:
    """`a.b.c` as `a`, `a.b` and `a.b.c`."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
