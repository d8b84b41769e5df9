"""Keys, references and types that a database itself declares.

Belongs here: asking each kind of database for them. Not here: finding what nobody declared (relations).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ingestion.connectors.databases.dsn import read_dsn
from ingestion.connectors.databases.reading import CATALOGUE, Database
from warehouse.connections import literal, quoted

_DUCKDB = """
    select constraint_type, table_name, constraint_column_names, referenced_table, referenced_column_names
    from duckdb_constraints()
    where database_name = ? and schema_name = ? and constraint_type in ('PRIMARY KEY', 'FOREIGN KEY')
    order by table_name, constraint_index"""
_POSTGRES = """
    select case c.contype when 'p' then 'PRIMARY KEY' else 'FOREIGN KEY' end, t.relname, o.relname,
           (select string_agg(a.attname, chr(31) order by k.place)
            from unnest(c.conkey) with ordinality as k(number, place)
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number),
           (select string_agg(a.attname, chr(31) order by k.place)
            from unnest(c.confkey) with ordinality as k(number, place)
            join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.number)
    from pg_constraint c
    join pg_class t on t.oid = c.conrelid
    join pg_namespace n on n.oid = t.relnamespace
    left join pg_class o on o.oid = c.confrelid
    where c.contype in ('p', 'f') and n.nspname = {schema}
    order by t.relname, c.conname"""
_MYSQL = """
    select case when referenced_table_name is null then 'PRIMARY KEY' else 'FOREIGN KEY' end, table_name,
           referenced_table_name,
           group_concat(column_name order by ordinal_position separator 0x1f),
           group_concat(referenced_column_name order by ordinal_position separator 0x1f)
    from information_schema.key_column_usage
    where table_schema = {schema} and (constraint_name = 'PRIMARY' or referenced_table_name is not null)
    group by constraint_name, table_name, referenced_table_name
    order by table_name, constraint_name"""
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class DeclaredKeys:
    """What a database declares of one table.

    Attributes:
        primary_key: Columns of its primary key; empty where it has none.
        references: Own columns, the other table, and its columns.
        types: Declared types by column, where DuckDB itself does not see them.
    """

    primary_key: tuple[str, ...] = ()
    references: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()
    types: dict[str, str] = field(default_factory=dict)


Constraint = tuple[str, str, tuple[str, ...], str | None, tuple[str, ...]]


def read_declared_keys(database: Database) -> dict[str, DeclaredKeys]:
    """Return what the database declares, by table; tables that declare nothing are not among them."""
    if database.kind == "sqlite":
        return _of_sqlite(read_dsn(database.access)[1])
    if database.kind == "duckdb":
        return _gathered(_of_duckdb(database))
    return _gathered(_of_server(database))


def _of_duckdb(database: Database) -> list[Constraint]:
    rows = database.connection.execute(_DUCKDB, [CATALOGUE, database.schema]).fetchall()
    return [(kind, table, tuple(own), other, tuple(theirs or ())) for kind, table, own, other, theirs in rows]


def _of_server(database: Database) -> list[Constraint]:
    text = _POSTGRES if database.kind == "postgres" else _MYSQL
    inner = " ".join(text.format(schema=literal(database.schema)).split())
    rows = database.connection.execute(
        f"select * from {database.kind}_query('{CATALOGUE}', {literal(inner)})"
    ).fetchall()
    return [(kind, table, _split(own), other, _split(theirs)) for kind, table, other, own, theirs in rows]


def _split(names: str | None) -> tuple[str, ...]:
    return tuple(names.split(_BETWEEN)) if names else ()


def _gathered(constraints: Iterable[Constraint]) -> dict[str, DeclaredKeys]:
    keys: dict[str, tuple[str, ...]] = {}
    references: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]] = defaultdict(list)
    for kind, table, own, other, theirs in constraints:
        if kind == "PRIMARY KEY":
            keys[table] = own
        elif other:
            references[table].append((own, other, theirs))
    return {name: DeclaredKeys(keys.get(name, ()), tuple(references[name])) for name in {*keys, *references}}


def _of_sqlite(path: str) -> dict[str, DeclaredKeys]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        found = {name: _table_of_sqlite(connection, name) for name in names}
    connection.close()
    return found


def _table_of_sqlite(connection: sqlite3.Connection, name: str) -> DeclaredKeys:
    columns = connection.execute(f"pragma table_info({quoted(name)})").fetchall()
    key = tuple(row[1] for row in sorted((row for row in columns if row[5]), key=lambda row: row[5]))
    return DeclaredKeys(key, _references_of_sqlite(connection, name), {row[1]: row[2] for row in columns})


def _references_of_sqlite(
    connection: sqlite3.Connection, name: str
) -> tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]:
    grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.execute(f"pragma foreign_key_list({quoted(name)})"):
        grouped[row[0]].append(row)
    found = []
    for rows in grouped.values():
        other = rows[0][2]
        theirs = tuple(row[4] for row in rows)
        found.append(
            (tuple(row[3] for row in rows), other, theirs if all(theirs) else _key_of_sqlite(connection, other))
        )
    return tuple(found)


def _key_of_sqlite(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """The primary key that a reference means which names no columns."""
    columns = connection.execute(f"pragma table_info({quoted(name)})").fetchall()
    return tuple(row[1] for row in sorted((row for row in columns if row[5]), key=lambda row: row[5]))
