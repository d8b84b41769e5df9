"""The tables of issued keys, and their columns.

Belongs here: names and types. Not here: how they are filled.

Time is that of the run which issued (UTC); `place` orders what was landed, the later wins.
"""

from __future__ import annotations

import duckdb

from identity.tables import FORMER, ISSUED, KEY_ALIAS, KEY_EVENT, IdentityError

GROUPED = "identity_step_grouped"
"""Given: source_name, record_id, created_at, group_number; every record of the entity once."""
KEYED = "identity_step_keyed"
"""Written: source_name, record_id, entity_key; the same records."""

UNKEPT_ISSUED = "run.identity_unkept_issued"
"""Rows of `ISSUED` that are new or have another key since they were last kept."""
UNKEPT_FORMER = "run.identity_unkept_former"
UNKEPT_EVENT = "run.identity_unkept_event"
UNKEPT_ALIAS = "run.identity_unkept_alias"
"""Rows of `KEY_ALIAS` as they are now; one without a current key is no alias any more."""

LOADED = "run.identity_loaded"
"""state: what the landing was like when the tables of issued keys were what it says; no row while they are not."""

ISSUED_COLUMNS = {
    "entity": "varchar",
    "source_name": "varchar",
    "record_id": "varchar",
    "entity_key": "varchar",
    "issued_at": "timestamp",
}
"""The key of each record that ever had one, and since when."""
FORMER_COLUMNS = {**ISSUED_COLUMNS, "left_at": "timestamp"}
"""The keys that records had before, from when to when."""
EVENT_COLUMNS = {
    "entity": "varchar",
    "event_number": "bigint",
    "run_at": "timestamp",
    "kind": "varchar",
    "entity_key": "varchar",
    "other_key": "varchar",
    "record_count": "bigint",
    "evidence": "varchar",
}
ALIAS_COLUMNS = {
    "entity": "varchar",
    "retired_key": "varchar",
    "current_key": "varchar",
    "kind": "varchar",
    "run_at": "timestamp",
}
SHAPES = {ISSUED: ISSUED_COLUMNS, FORMER: FORMER_COLUMNS, KEY_EVENT: EVENT_COLUMNS, KEY_ALIAS: ALIAS_COLUMNS}
UNKEPT = {
    UNKEPT_ISSUED: ISSUED_COLUMNS,
    UNKEPT_FORMER: FORMER_COLUMNS,
    UNKEPT_EVENT: EVENT_COLUMNS,
    UNKEPT_ALIAS: ALIAS_COLUMNS,
}
LOADED_COLUMNS = {"state": "varchar"}


def require_loaded(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a work warehouse that does not know what was issued.

    Raises:
        IdentityError: The tables are missing.
    """
    missing = _missing(connection)
    if missing:
        raise IdentityError(
            f"the table {missing[0]} does not exist.", where="identity", todo="Load the issued keys first."
        )


def is_loaded(connection: duckdb.DuckDBPyConnection, state: str) -> bool:
    """Tell whether the tables are what a landing in this state says."""
    return not _missing(connection) and connection.execute(f"from {LOADED}").fetchall() == [(state,)]


def say_loaded(connection: duckdb.DuckDBPyConnection, state: str | None) -> None:
    """Say that the tables are what a landing in this state says; None: that they are about to be something else."""
    create_empty(connection, LOADED, LOADED_COLUMNS)
    if state is not None:
        connection.execute(f"insert into {LOADED} values (?)", [state])


def _missing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()"
    ).fetchall()
    return sorted((SHAPES | UNKEPT).keys() - {name for (name,) in found})


def create_empty(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    """Make a table anew, without rows."""
    connection.execute(f"drop table if exists {table}")
    create_missing(connection, table, columns)


def create_missing(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    """Make a table without rows where there is none."""
    connection.execute(f"create schema if not exists {table.partition('.')[0]}")
    typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"create table if not exists {table} ({typed})")
