"""One table of a database, into one Parquet file: every row that the database counts, every digit of its numbers.

Belongs here: writing and proving that file. Not here: the SQL of each kind of database (connectors).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from ingestion.connectors.databases.reading import Column, Database, is_beyond_double
from ingestion.contract.document import SourceColumn, SourceTable
from ingestion.extraction.cursors import fetched_since
from ingestion.extraction.moments import Moment, drop_if_known, drop_keys_if_known
from ingestion.landing.batches import Batch
from warehouse.connections import literal, quoted


def fetch_database_table(
    database: Database, moment: Moment, table: SourceTable, keys: SourceTable | None, batches: Iterable[Batch]
) -> None:
    """Write the new and changed rows of a table, and the keys of all its rows, where they differ from before.

    Args:
        database: Where the table stands.
        moment: Where the files are written.
        table: The contract.
        keys: Stands for its files of keys; None writes none.
        batches: What has landed of this source.

    Raises:
        SourceUnreachableError: The table is not there, or not all of its rows came.
        duckdb.Error: The database refuses.
    """
    columns = database.columns(table)
    if not columns:
        _require_optional(database, table)
        return
    landed = [batch for batch in batches if batch.table_name == table.name]
    since = fetched_since(table, landed)
    target = moment.file(table)
    _write(database.connection, database.selection(table, columns, since), target)
    if database.kind == "postgres" and _has_lost_digits(database.connection, table, columns, target):
        _write(database.connection, database.exact_selection(table, columns, since), target)
    _require_all(database, table, target, database.count(table, columns, since))
    drop_if_known(database.connection, moment, table, is_whole=since is None)
    if keys and landed:
        _write(database.connection, database.keys(table, columns), moment.file(keys))
        drop_keys_if_known(database.connection, moment, table, keys)


def _require_optional(database: Database, table: SourceTable) -> None:
    if not table.is_optional:
        raise database.access.unreachable(
            f"the schema {database.schema!r} has no table {table.physical_table!r}, or the account may not see it.",
            todo="Name the schema under [source.options], or grant the right to read it.",
        )


def _write(connection: duckdb.DuckDBPyConnection, sql: str, target: Path) -> None:
    connection.execute(f"copy ({sql}) to {literal(target)} (format parquet, compression lz4_raw)")


def _has_lost_digits(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, columns: list[Column], target: Path
) -> bool:
    """Say whether a number without declared precision, which is read as a DOUBLE, was too long for one."""
    floating = {column.name for column in columns if column.duckdb_type == "DOUBLE"}
    exact = [(name, column) for column in table.columns if (name := _name_in(column, floating)) and _scale(column)]
    if not exact:
        return False
    largest = ", ".join(f"max(abs({quoted(name)}))" for name, _ in exact)
    row = connection.execute(f"select {largest} from read_parquet({literal(target)})").fetchone() or ()
    return any(
        value is not None and is_beyond_double(_scale(column) or 0, value)
        for (_, column), value in zip(exact, row, strict=True)
    )


def _name_in(column: SourceColumn, names: set[str]) -> str | None:
    return next((name for name in column.physical_names if name in names), None)


def _scale(column: SourceColumn) -> int | None:
    """The decimals of a DECIMAL column."""
    if not column.duckdb_type.startswith("DECIMAL"):
        return None
    return int(column.duckdb_type.rstrip(")").split(",")[1])


def _require_all(database: Database, table: SourceTable, target: Path, expected: int) -> None:
    row = database.connection.execute(f"select count(*) from read_parquet({literal(target)})").fetchone()
    found = int(row[0]) if row else 0
    if found != expected:
        raise database.access.unreachable(
            f"the table {table.physical_table} has {expected:,} rows, and {found:,} of them came.",
            todo="Run again; nothing of this source was taken.",
        )
