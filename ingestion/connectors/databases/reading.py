"""Databases: PostgreSQL, MySQL, SQLite and DuckDB, read by DuckDB's own scanners in one transaction.

Belongs here: opening one, its time, and the SQL that reads a table in types that keep every digit. Not here: which rows
are asked for, and where they are written (extraction).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from sqlalchemy.engine import make_url

from ingestion.connectors.access import Access, SourceUnreachableError
from ingestion.connectors.databases.dsn import read_dsn
from ingestion.contract.document import SourceTable
from warehouse.connections import literal, one_line, quoted

CATALOGUE = "fetched"
_EXTENSIONS = {"postgres": "postgres_scanner", "mysql": "mysql_scanner", "sqlite": "sqlite_scanner", "duckdb": None}
_SCHEMAS = {"postgres": "public", "duckdb": "main", "sqlite": "main"}
"""The schema of a kind of database where `[source.options]` names none; that of a MySQL is its database."""
_KEPT = (
    "BIGINT",
    "INTEGER",
    "SMALLINT",
    "TINYINT",
    "HUGEINT",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "BOOLEAN",
    "DATE",
    "VARCHAR",
)
_MOMENT = {"postgres": "select now() at time zone 'utc'", "mysql": "select utc_timestamp()"}
_SIGNIFICANT_DIGITS = 15
"""A number of so many digits is the same after its way through a DOUBLE."""


@dataclass(frozen=True)
class Column:
    """A column of a table in the system's database: its name, and the type that it has for DuckDB."""

    name: str
    duckdb_type: str


@dataclass(frozen=True)
class Database:
    """An open database; everything that is read of it is of one moment, where it can promise that.

    Attributes:
        kind: `postgres`, `mysql`, `sqlite` or `duckdb`.
        schema: Where its tables stand.
        moment: The database's own time when it was opened (UTC, naive); a file's is that of its last change.
    """

    connection: duckdb.DuckDBPyConnection
    access: Access
    kind: str
    schema: str
    moment: datetime

    def columns(self, table: SourceTable) -> list[Column]:
        """Return the columns of a table; empty where the database has no such table, or nobody may see it."""
        rows = self.connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
            [CATALOGUE, self.schema, table.physical_table],
        ).fetchall()
        return [Column(name, kind) for name, kind in rows]

    def selection(self, table: SourceTable, columns: list[Column], since: datetime | None) -> str:
        """Return SQL that reads the columns which the contract names, under their own names.

        Args:
            table: The contract.
            columns: What the database has.
            since: Only rows whose cursor is not before; None reads the whole table.
        """
        wanted = {name for column in table.columns for name in column.physical_names}
        taken = ", ".join(_kept(column) for column in columns if column.name in wanted)
        return f"select {taken} from {self._qualified(table)}{self._since(table, columns, since)}"

    def exact_selection(self, table: SourceTable, columns: list[Column], since: datetime | None) -> str:
        """Return slower SQL that reads numbers as the text that PostgreSQL has for them."""
        wanted = {name for column in table.columns for name in column.physical_names}
        taken = ", ".join(_as_text(column) for column in columns if column.name in wanted)
        inner = f"select {taken} from {quoted(self.schema)}.{quoted(table.physical_table)}"
        outer = ", ".join(_kept(column) for column in map(_texted, columns) if column.name in wanted)
        where = self._since(table, columns, since)
        return f"select {outer} from postgres_query('{CATALOGUE}', {literal(inner)}){where}"

    def count(self, table: SourceTable, columns: list[Column], since: datetime | None) -> int:
        """Ask the database how many rows it has, in the same moment."""
        where = self._since(table, columns, since)
        if self.kind == "postgres":
            inner = f"select count(*) from {quoted(self.schema)}.{quoted(table.physical_table)}{where}"
            sql = f"select * from postgres_query('{CATALOGUE}', {literal(inner)})"
        else:
            sql = f"select count(*) from {self._qualified(table)}{where}"
        row = self.connection.execute(sql).fetchone()
        return int(row[0]) if row else 0

    def keys(self, table: SourceTable, columns: list[Column]) -> str:
        """Return SQL that reads the keys of every row."""
        keyed = {name for column in table.columns if column.key_position for name in column.physical_names}
        taken = ", ".join(_kept(column) for column in columns if column.name in keyed)
        return f"select {taken} from {self._qualified(table)}"

    def _qualified(self, table: SourceTable) -> str:
        return f"{CATALOGUE}.{quoted(self.schema)}.{quoted(table.physical_table)}"

    def _since(self, table: SourceTable, columns: list[Column], since: datetime | None) -> str:
        cursor = next((column for column in table.columns if column.name == table.cursor), None)
        if since is None or cursor is None:
            return ""
        there = {column.name for column in columns}
        name = next((name for name in cursor.physical_names if name in there), None)
        if name is None:
            return ""
        zone = "+00" if _type_of(name, columns).endswith("ZONE") else ""
        return f" where {quoted(name)} >= {literal(since.isoformat(sep=' ') + zone)} or {quoted(name)} is null"


@contextmanager
def open_database(connection: duckdb.DuckDBPyConnection, access: Access) -> Iterator[Database]:
    """Attach a system's database for reading, in one transaction.

    Args:
        connection: Any DuckDB connection; the database is detached at the end.
        access: How it is reached.

    Raises:
        SourceUnreachableError: It does not answer or refuses; no secret stands in the message.
    """
    kind, target = read_dsn(access)
    try:
        moment = _attach(connection, access, kind, target)
    except duckdb.Error as error:
        raise explained(access, error) from None
    schema = access.options.get("schema") or _SCHEMAS.get(kind) or make_url(access.dsn).database or ""
    try:
        yield Database(connection, access, kind, schema, moment)
    finally:
        connection.execute("rollback")
        connection.execute(f"detach {CATALOGUE}")


def explained(access: Access, error: duckdb.Error) -> SourceUnreachableError:
    """Turn DuckDB's complaint into one that holds no secret."""
    said = one_line(error)
    todo = "Grant the account the right to read; the how-to of this vendor has the statements."
    return access.unreachable(
        f"the database cannot be read: {said.rstrip('.?')}.", todo=todo if "permission denied" in said else ""
    )


def is_beyond_double(column_scale: int, largest: float) -> bool:
    """Say whether numbers of this size may have lost a digit in a DOUBLE at this many decimals."""
    return bool(largest >= 10.0 ** (_SIGNIFICANT_DIGITS - column_scale))


def _attach(connection: duckdb.DuckDBPyConnection, access: Access, kind: str, target: str) -> datetime:
    import duckdb_extensions

    extension = _EXTENSIONS[kind]
    if extension:
        duckdb_extensions.import_extension(extension, con=connection)
        connection.execute(f"load {extension}")
    if kind == "sqlite":
        connection.execute("set sqlite_all_varchar = true")
    options = f"type {kind}, read_only"
    connection.execute(f"attach {literal(target)} as {CATALOGUE} ({options})")
    connection.execute("begin")
    if kind not in _MOMENT:
        return datetime.fromtimestamp(Path(target).stat().st_mtime, UTC).replace(tzinfo=None)
    row = connection.execute(f"select * from {kind}_query('{CATALOGUE}', {literal(_MOMENT[kind])})").fetchone()
    if row is None:
        raise access.unreachable("the database tells no time.")
    return datetime.fromisoformat(str(row[0])).replace(tzinfo=None)


def _kept(column: Column) -> str:
    name = quoted(column.name)
    if column.duckdb_type.endswith("ZONE"):
        return f"timezone('UTC', {name}) as {name}" if column.duckdb_type.startswith("TIMESTAMP") else _text(name)
    if column.duckdb_type.startswith(("TIMESTAMP", *_KEPT)) and not column.duckdb_type.endswith("]"):
        return name
    return _text(name)


def _text(name: str) -> str:
    return f"cast({name} as varchar) as {name}"


def _as_text(column: Column) -> str:
    return f"{quoted(column.name)}::text as {quoted(column.name)}" if _is_floating(column) else quoted(column.name)


def _texted(column: Column) -> Column:
    return Column(column.name, "VARCHAR") if _is_floating(column) else column


def _is_floating(column: Column) -> bool:
    return column.duckdb_type in {"DOUBLE", "FLOAT"}


def _type_of(name: str, columns: list[Column]) -> str:
    return next(column.duckdb_type for column in columns if column.name == name)
