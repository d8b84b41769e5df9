"""An unknown system's tables, copied into a DuckDB of their own so that they can be looked at in peace.

At most `ROW_BOUND` rows of a table are copied. Everything comes as text; what it is, its values say.

Belongs here: finding tables in a database or a folder, and copying them. Not here: what they hold (looking).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from ingestion.connectors.access import Access
from ingestion.connectors.databases.reading import CATALOGUE, Database, explained, open_database
from ingestion.connectors.files.sheets.finder import FoundTable
from ingestion.mapping.declared_keys import DeclaredKeys, read_declared_keys
from ingestion.mapping.folder import FolderTable, folder_tables
from warehouse.connections import literal, quoted
from warehouse.errors import ConfigurationError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

ROW_BOUND = 300_000
"""Rows of a table that are looked at: the first ones."""
TEXT_BOUND = 500
"""Characters of a text that are looked at."""
_BINARY = re.compile(r"(?i)blob|binary|bytea|image|^bit\(")
_SYSTEM_TABLE = re.compile(r"(?i)^(sqlite_|pg_|sys\.|__|_?migrations?$|schema_migrations$|alembic_version$)")


@dataclass(frozen=True)
class OpenTable:
    """A table that was copied.

    Attributes:
        name: Its name in the system.
        relation: The copy, as SQL; every column is text.
        row_count: Rows in the system.
        columns: Names and declared types.
        keys: What the system declares of keys.
        file_name: The file that it was read from.
        sheet: The sheet of that file.
        found: Where it stands there.
    """

    name: str
    relation: str
    row_count: int
    columns: tuple[tuple[str, str], ...]
    keys: DeclaredKeys = field(default_factory=DeclaredKeys)
    file_name: str | None = None
    sheet: str | None = None
    found: FoundTable | None = None


@contextmanager
def open_system(
    settings: Settings, source: SourceSettings
) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[OpenTable]]]:
    """Copy the tables of a system and yield a connection that holds them.

    Args:
        settings: Limits of the machine.
        source: How the system is reached: a database, or a folder of files.

    Raises:
        SourceUnreachableError: The database does not answer or refuses.
        ConfigurationError: It is an interface, or there is nothing to look at.
        SchemaBreakError: A file cannot be read.
    """
    connection = duckdb.connect(
        config={"memory_limit": settings.environment.memory_limit, "threads": str(settings.environment.threads)}
    )
    try:
        connection.execute("set timezone = 'UTC'")
        with tempfile.TemporaryDirectory() as aside:
            tables = (
                _copy_database(connection, source, Path(aside))
                if source.reach == "database"
                else _copy_folder(connection, source, Path(aside))
            )
        if not tables:
            raise ConfigurationError(
                "there is no table to look at.",
                where=f"source {source.name}",
                todo="Name the schema under [source.options], or put files of CSV, JSON, Parquet or Excel in its path.",
            )
        yield connection, tables
    finally:
        connection.close()


def _copy_database(connection: duckdb.DuckDBPyConnection, source: SourceSettings, aside: Path) -> list[OpenTable]:
    """Copy tables into files while the database is open, whose transaction is undone in the end, and read those."""
    access = Access(source)
    with open_database(connection, access) as database:
        try:
            keys = read_declared_keys(database)
            names = [name for name in _table_names(database) if not _SYSTEM_TABLE.match(name)]
            tables = [_copy_table(database, name, aside / f"{n}.parquet", keys) for n, name in enumerate(names)]
        except duckdb.Error as error:
            raise explained(access, error) from None
    return [_take_in(connection, table, place) for place, table in enumerate(tables)]


def _take_in(connection: duckdb.DuckDBPyConnection, table: OpenTable, place: int) -> OpenTable:
    relation = f"memory.main.looked_at_{place}"
    connection.execute(f"create table {relation} as from {table.relation}")
    return replace(table, relation=relation)


def _table_names(database: Database) -> list[str]:
    rows = database.connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and schema_name = ? order by table_name",
        [CATALOGUE, database.schema],
    ).fetchall()
    return [name for (name,) in rows]


def _copy_table(database: Database, name: str, target: Path, keys: dict[str, DeclaredKeys]) -> OpenTable:
    connection = database.connection
    of_system = f"{CATALOGUE}.{quoted(database.schema)}.{quoted(name)}"
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [CATALOGUE, database.schema, name],
    ).fetchall()
    declared = keys.get(name, DeclaredKeys())
    types = tuple((column, declared.types.get(column, kind)) for column, kind in columns)
    connection.execute(f"copy ({_first_rows(of_system, types)}) to {literal(target)} (format parquet)")
    return OpenTable(name, f"read_parquet({literal(target)})", _count(connection, of_system), types, declared)


def _copy_folder(connection: duckdb.DuckDBPyConnection, source: SourceSettings, aside: Path) -> list[OpenTable]:
    if source.reach != "files":
        raise ConfigurationError(
            "an interface or a remote folder cannot be looked at.",
            where=f"source {source.name}",
            todo="Export its tables into a folder and name that as the source's path.",
        )
    found = folder_tables(connection, Path(source.path), aside)
    return [_copy_file(connection, table, place) for place, table in enumerate(found)]


def _copy_file(connection: duckdb.DuckDBPyConnection, table: FolderTable, place: int) -> OpenTable:
    relation = f"memory.main.looked_at_{place}"
    columns = connection.execute(f"describe select * from {table.scan}").fetchall()
    types = tuple((str(column[0]), str(column[1])) for column in columns)
    connection.execute(f"create table {relation} as {_first_rows(table.scan, types)}")
    declared = types if table.is_typed else tuple((column, "") for column, _ in types)
    count = _count(connection, table.scan)
    return OpenTable(
        table.name, relation, count, declared, file_name=table.file_name, sheet=table.sheet, found=table.found
    )


def _first_rows(scan: str, types: tuple[tuple[str, str], ...]) -> str:
    """SQL of the first rows as text; pictures and the like stay behind, and long texts are cut."""
    taken = ", ".join(f"{_text_sql(column, kind)} as {quoted(column)}" for column, kind in types)
    return f"select {taken} from {scan} limit {ROW_BOUND}"


def _text_sql(column: str, kind: str) -> str:
    if _BINARY.search(kind):
        return "cast(null as varchar)"
    text = f"cast({quoted(column)} as varchar)"
    return f"nullif(trim(case when strlen({text}) > {TEXT_BOUND} then left({text}, {TEXT_BOUND}) else {text} end), '')"


def _count(connection: duckdb.DuckDBPyConnection, scan: str) -> int:
    row = connection.execute(f"select count(*) from {scan}").fetchone()
    return int(row[0]) if row else 0
