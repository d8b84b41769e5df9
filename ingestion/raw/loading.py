"""Raw tables: every version of every row as landed, typed by the contract.

Belongs here: creating raw tables, loading and unloading batches with their entry in the batch ledger. Not here: which
row is the current one (base).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from ingestion.contract.document import SourceTable
from ingestion.gate.passing import FAULTS, REFUSED
from ingestion.landing.batches import Batch
from ingestion.raw.deletions import write_deletions

SYSTEM_COLUMNS = (
    ("source_name", "VARCHAR"),
    ("_batch_id", "VARCHAR"),
    ("_extracted_at", "TIMESTAMP"),
    ("_modified_at", "TIMESTAMP"),
    ("_row_number", "BIGINT"),
    ("_load_number", "BIGINT"),
    (FAULTS, "VARCHAR"),
)


def prepare_raw(connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable]) -> None:
    """Create the raw tables and the batch ledger; a table whose contract changed its columns is made anew, empty."""
    connection.execute("create schema if not exists run")
    connection.execute(
        "create table if not exists run.loaded_batch (batch_id varchar, contract_hash varchar, source_name varchar, "
        "raw_table varchar, load_number bigint, row_count bigint)"
    )
    for name in ("extracted_at", "modified_at"):
        connection.execute(f"alter table run.loaded_batch add column if not exists {name} timestamp")
    for table in tables:
        _prepare_table(connection, table)
        _note_other_base(connection, table)


def load_batches(connection: duckdb.DuckDBPyConnection, tables: Iterable[SourceTable], batches: Iterable[Batch]) -> int:
    """Make raw hold exactly these batches; each is loaded in one transaction with its ledger entry.

    Args:
        connection: The writer's connection to the work warehouse.
        tables: The contracts of every configured vendor.
        batches: All batches that may be seen downstream.

    Returns:
        How many batches were loaded or taken out.
    """
    by_name, landed = {(table.vendor, table.name): table for table in tables}, list(batches)
    wanted = {batch.batch_id: batch for batch in landed if (batch.vendor, batch.table_name) in by_name}
    rows = connection.execute(
        "select batch_id, raw_table, contract_hash, extracted_at, modified_at from run.loaded_batch"
    ).fetchall()
    loaded = {batch_id: (raw_table, version) for batch_id, raw_table, *version in rows}
    stale = [
        (batch_id, raw_table)
        for batch_id, (raw_table, version) in loaded.items()
        if batch_id not in wanted or _version(wanted[batch_id]) != version
    ]
    for batch_id, raw_table in stale:
        _unload(connection, raw_table, batch_id)
        del loaded[batch_id]
    fresh = [batch for batch in wanted.values() if batch.batch_id not in loaded]
    for batch in sorted(fresh, key=lambda item: item.order):
        _load(connection, by_name[batch.vendor, batch.table_name], batch)
    write_deletions(connection, by_name.values(), landed)
    return len(stale) + len(fresh)


def tables_with_removals(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether base holds rows of batches that raw no longer holds (base must then be built in full)."""
    row = (
        connection.execute("select count(*) from run.unloaded_batch").fetchone() if _has_unloaded(connection) else None
    )
    return bool(row and row[0])


def forget_removals(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that base was built in full since the last removal."""
    connection.execute("drop table if exists run.unloaded_batch")


def _has_unloaded(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        connection.execute(
            "select 1 from information_schema.tables where table_schema = 'run' and table_name = 'unloaded_batch'"
        ).fetchone()
    )


def _prepare_table(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> None:
    columns = [(column.name, column.duckdb_type) for column in table.columns] + list(SYSTEM_COLUMNS)
    found = connection.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by ordinal_position",
        [f"raw_{table.vendor}", table.name],
    ).fetchall()
    if found == columns:
        return
    connection.execute("begin")
    connection.execute(f"create schema if not exists raw_{table.vendor}")
    connection.execute(f"drop table if exists {table.raw_name}")
    if found:
        _note_unload(connection, f"{table.raw_name} was made anew")
    connection.execute(f"delete from run.loaded_batch where raw_table = '{table.raw_name}'")
    body = ", ".join(f'"{name}" {duckdb_type}' for name, duckdb_type in columns)
    connection.execute(f"create table {table.raw_name} ({body})")
    connection.execute("commit")


def _note_other_base(connection: duckdb.DuckDBPyConnection, table: SourceTable) -> None:
    """Note that base must be built anew where the contract has come to tell of deletes in another way."""
    columns = {
        name
        for (name,) in connection.execute(
            "select column_name from information_schema.columns where table_schema = 'base' and table_name = ?",
            [table.base_name],
        ).fetchall()
    }
    if columns and ("_deleted_at" in columns) != table.deletes.has_census:
        _note_unload(connection, f"{table.base_name} has other columns")


def _load(connection: duckdb.DuckDBPyConnection, table: SourceTable, batch: Batch) -> None:
    landed = {row[0] for row in connection.execute(f"describe select * from read_parquet('{batch.data}')").fetchall()}
    columns = [column.name for column in table.columns if column.name in landed]
    selected = ", ".join(f'"{name}"' for name in columns)
    connection.execute("begin")
    connection.execute(
        f"""
        insert into {table.raw_name} by name
        select {selected}, '{batch.source_name}' as source_name, '{batch.batch_id}' as _batch_id,
               timestamp '{batch.extracted_at.isoformat(sep=" ")}' as _extracted_at,
               timestamp '{batch.modified_at.isoformat(sep=" ")}' as _modified_at,
               file_row_number as _row_number,
               (select coalesce(max(load_number), 0) + 1 from run.loaded_batch) as _load_number,
               {FAULTS}
        from read_parquet('{batch.data}', file_row_number = true)
        where not {REFUSED}"""
    )
    connection.execute(
        "insert into run.loaded_batch (batch_id, source_name, raw_table, row_count, contract_hash, extracted_at, "
        "modified_at, load_number) select ?, ?, ?, ?, ?, ?, ?, coalesce(max(load_number), 0) + 1 from run.loaded_batch",
        [batch.batch_id, batch.source_name, table.raw_name, batch.row_count, *_version(batch)],
    )
    connection.execute("commit")


def _version(batch: Batch) -> list[object]:
    """What decides a loaded row besides the batch's bytes: its typing and its place in the order of versions."""
    return [batch.typing, batch.extracted_at, batch.modified_at]


def _unload(connection: duckdb.DuckDBPyConnection, raw_table: str, batch_id: str) -> None:
    schema, name = raw_table.split(".")
    exists = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchone()
    connection.execute("begin")
    if exists:
        connection.execute(f"delete from {raw_table} where _batch_id = ?", [batch_id])
    connection.execute("delete from run.loaded_batch where batch_id = ?", [batch_id])
    _note_unload(connection, batch_id)
    connection.execute("commit")


def _note_unload(connection: duckdb.DuckDBPyConnection, what: str) -> None:
    connection.execute("create table if not exists run.unloaded_batch (what varchar)")
    connection.execute("insert into run.unloaded_batch values (?)", [what])
