"""What the gate found in landed and stopped files, row by row: the list that a steward works through.

Belongs here: reading findings back from batches and notes. Not here: the rules (gate) and what becomes of a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

import duckdb

from ingestion.connectors.files.reading import describe_extract, find_extracts
from ingestion.contract.delivery import vendor_tables
from ingestion.contract.document import SourceTable
from ingestion.contract.key_sets import with_key_sets
from ingestion.gate.passing import ABSENT, FAULTS
from ingestion.landing.batches import Batch, batch_id_of, list_batches
from ingestion.raw.deletions import collect_gone
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

COLUMNS = ("source_name", "file_name", "table_name", "row_key", "column_name", "rule_name", "outcome")
REFUSED, FLAGGED, STOPPED, REPEATED, EXTRA_COLUMN, ABSENT_COLUMN, DELETED, LANDED, REPLACED = (
    "refused", "flagged", "stopped", "repeated_key", "extra_column", ABSENT, "deleted", "landed", "replaced",
)  # fmt: skip


def write_findings(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Write the temporary table `finding`: what was found in every file, and that it landed.

    One row per refused or flagged row and broken rule (`row_key` is its key, parts joined by `|`, null where it has
    none), per stopped file, per file with repeated keys, per column that no contract names or that a file does not
    have, per key that is gone, with the file that no longer has it, and one `landed` per batch.
    """
    connection.execute(f"create or replace temp table finding ({', '.join(f'{name} varchar' for name in COLUMNS)})")
    tables = {(table.vendor, table.name): table for table in vendor_tables(settings)}
    batches = list_batches(settings)
    _insert(connection, chain.from_iterable(_of_batch(batch) for batch in batches))
    for batch in batches:
        table = tables.get((batch.vendor, batch.table_name))
        if table is not None and batch.refused_count:
            _insert_rows(connection, batch, table, str(batch.refused_rows), REFUSED)
        if table is not None and batch.flagged_count:
            _insert_rows(connection, batch, table, str(batch.data), FLAGGED)
    for table in tables.values():
        if table.deletes.has_census:
            _insert_gone(connection, table, batches)
    _insert(connection, _stopped(settings, tables.values()))


def add_replaced(connection: duckdb.DuckDBPyConnection, settings: Settings, rows: str) -> None:
    """Add to `finding` which of some rows have a later version, so that they are in no figure any more.

    Args:
        connection: Has the temporary table `finding`.
        settings: Where the landing lies.
        rows: SQL for the rows in question: source_name, table_name, file_name, row_key.
    """
    connection.execute(f"create or replace temp table asked as {rows}")
    tables = {(table.vendor, table.name): table for table in vendor_tables(settings)}
    batches = list_batches(settings)
    places = connection.execute("select distinct source_name, table_name, file_name from asked").fetchall()
    for batch in batches:
        table = tables.get((batch.vendor, batch.table_name))
        if table is None or (batch.source_name, batch.table_name, batch.file_name) not in places:
            continue
        place = (batch.source_name, batch.table_name)
        later = [it for it in batches if (it.source_name, it.table_name) == place and it.order > batch.order]
        if later:
            _insert_replaced(connection, batch, table, later)


def _insert_replaced(
    connection: duckdb.DuckDBPyConnection, batch: Batch, table: SourceTable, later: list[Batch]
) -> None:
    key = ", ".join(f'cast("{name}" as varchar)' for name in table.key)
    connection.execute(
        f"""insert into finding
        select source_name, file_name, table_name, row_key, null, null, '{REPLACED}' from asked
        where (source_name, table_name, file_name) = (?, ?, ?) and row_key in (
            select concat_ws('|', {key}) from read_parquet(?, union_by_name = true)
        )""",
        [batch.source_name, batch.table_name, batch.file_name, [str(it.data) for it in later]],
    )


def _of_batch(batch: Batch) -> Iterator[tuple[str | None, ...]]:
    place = (batch.source_name, batch.file_name, batch.table_name, None)
    yield (*place, None, None, LANDED)
    if batch.repeated_key_count:
        yield (*place, None, None, REPEATED)
    for column in batch.extra_columns:
        yield (*place, column, None, EXTRA_COLUMN)
    for rule, column, _ in batch.faults:
        if rule == ABSENT:
            yield (*place, column, rule, ABSENT_COLUMN)


def _stopped(settings: Settings, tables: Iterable[SourceTable]) -> Iterator[tuple[str | None, ...]]:
    """Every note on a file that still is what it was when the gate stopped it, under the contract that it broke."""
    known = with_key_sets(tables)
    for source in settings.sources:
        for path in sorted((settings.quarantine_dir / "stopped" / source.name).glob("*.json")):
            note = json.loads(path.read_text(encoding="utf-8"))
            broken = [it for it in known if (it.vendor, it.content_hash) == (source.vendor, note["contract_hash"])]
            if any(_stands(source, table, note["file_name"], path.stem) for table in broken):
                yield (source.name, note["file_name"], None, None, None, note["message"], STOPPED)


def _stands(source: SourceSettings, table: SourceTable, file_name: str, batch_id: str) -> bool:
    """Tell whether a file of this name would still make this batch; a mended one makes another."""
    files = [path for path in find_extracts(source.path, table) if path.name == file_name]
    hashes = (describe_extract(path).file_hash for path in files)
    return batch_id in [batch_id_of(source.name, table.name, file_hash) for file_hash in hashes]


def _insert(connection: duckdb.DuckDBPyConnection, rows: Iterable[tuple[str | None, ...]]) -> None:
    """Insert all rows by one statement, column by column."""
    columns = [list(values) for values in zip(*rows, strict=True)]
    if columns:
        lists = ", ".join("unnest(cast(? as varchar[]))" for _ in COLUMNS)
        connection.execute(f"insert into finding select {lists}", columns)


def _insert_rows(
    connection: duckdb.DuckDBPyConnection, batch: Batch, table: SourceTable, path: str, outcome: str
) -> None:
    key = ", ".join(f'cast("{name}" as varchar)' for name in table.key)
    connection.execute(
        f"""insert into finding
        select ?, ?, ?, nullif(concat_ws('|', {key}), ''), split_part(fault, ':', 1), split_part(fault, ':', 2), ?
        from (
            select *, unnest(string_split({FAULTS}, ',')) as fault from read_parquet(?) where {FAULTS} is not null
        )""",
        [batch.source_name, batch.file_name, batch.table_name, outcome, path],
    )


def _insert_gone(connection: duckdb.DuckDBPyConnection, table: SourceTable, batches: Iterable[Batch]) -> None:
    collect_gone(connection, table, batches)
    key = ", ".join(f'cast("{name}" as varchar)' for name in table.key)
    connection.execute(
        f"insert into finding select source_name, file_name, ?, concat_ws('|', {key}), null, null, ? from gone_key",
        [table.name, DELETED],
    )
    connection.execute("drop table gone_key")
