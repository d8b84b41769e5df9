"""Quarantine: every refused row, and whether it still waits.

Belongs here: the state of refused rows. Not here: refusing (gate), and what people correct (mending).

A row waits (`open`) until its source sends a good version of it (`resent`), a person corrects it (`mended`) or says
that it shall not come (`dismissed`). None leaves by growing old.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import duckdb

from ingestion.contract.document import SourceTable, load_vendor
from ingestion.gate.passing import FAULTS, currency_of, money_of
from ingestion.landing.batches import Batch, list_batches
from ingestion.quarantine.mending import Correction, read_corrections
from warehouse.connections import literal
from warehouse.ledger import open_ledger
from warehouse.settings import Settings

OPEN, RESENT, MENDED, DISMISSED = "open", "resent", "mended", "dismissed"
COLUMNS = {
    "batch_id": "varchar", "source_name": "varchar", "table_name": "varchar", "file_name": "varchar",
    "row_number": "bigint", "row_key": "varchar", "rule_name": "varchar", "money_amount": "decimal(18,4)",
    "currency_code": "varchar", "state": "varchar",
}  # fmt: skip


def write_quarantine(
    connection: duckdb.DuckDBPyConnection,
    target: str,
    tables: Iterable[SourceTable],
    batches: Sequence[Batch],
    corrections: Iterable[Correction],
) -> None:
    """Write one row per refused row of these batches, with its rule, its money and its state.

    Args:
        connection: Any DuckDB connection.
        target: Name of the table to make.
        tables: The contracts.
        batches: Every landed batch.
        corrections: What people decided about refused rows.
    """
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"create or replace table {target} ({columns})")
    decided = _decided(batches, corrections)
    contracts = {(table.vendor, table.name): table for table in tables}
    for batch in batches:
        table = contracts.get((batch.vendor, batch.table_name))
        if table is not None and batch.refused_count:
            later = [other for other in batches if _is_later(other, batch)]
            connection.execute(f"insert into {target} by name {_rows_of(batch, table, later, decided)}")


def write_whole_quarantine(connection: duckdb.DuckDBPyConnection, target: str, settings: Settings) -> None:
    """Write every row of the configured sources that was ever refused, as it stands now."""
    names = {source.name for source in settings.sources}
    batches = [batch for batch in list_batches(settings) if batch.source_name in names]
    vendors = {batch.vendor for batch in batches if batch.refused_count}
    tables = [table for vendor in sorted(vendors) for table in load_vendor(vendor, settings)]
    write_quarantine(connection, target, tables, batches, read_corrections(open_ledger(settings)))


def _is_later(other: Batch, batch: Batch) -> bool:
    place = (batch.source_name, batch.table_name)
    is_same_table = (other.source_name, other.table_name) == place
    return is_same_table and other.order > batch.order and other.mended_from is None


def _decided(batches: Iterable[Batch], corrections: Iterable[Correction]) -> Mapping[str, Mapping[int, str]]:
    """State by batch and row number, where a person decided: a correction counts once its row has landed."""
    found: dict[str, dict[int, str]] = {}
    for correction in corrections:
        if correction.is_dismissal:
            found.setdefault(correction.batch_id, {})[correction.row_number] = DISMISSED
    for batch in batches:
        for number in batch.mended_rows:
            found.setdefault(batch.mended_from or "", {})[number] = MENDED
    return found


def _rows_of(batch: Batch, table: SourceTable, later: Sequence[Batch], decided: Mapping[str, Mapping[int, str]]) -> str:
    key = ", ".join(f'cast("{name}" as varchar)' for name in table.key)
    currency = currency_of(table) or "null"
    own = decided.get(batch.batch_id, {})
    states = "".join(f" when {number} then '{state}'" for number, state in sorted(own.items()))
    by_person = f"case _row_number{states} end" if states else "null"
    return f"""
        with refused as (
            select *, nullif(concat_ws('|', {key}), '') as row_key from read_parquet({literal(batch.refused_rows)})
        ),
        resent as ({_keys_of(later, key)})
        select '{batch.batch_id}' as batch_id, '{batch.source_name}' as source_name,
               '{batch.table_name}' as table_name, {literal(batch.file_name)} as file_name,
               _row_number as row_number, row_key, {FAULTS} as rule_name,
               try_cast({money_of(table) or "null"} as decimal(18,4)) as money_amount,
               cast({currency} as varchar) as currency_code,
               coalesce({by_person}, case when row_key in (from resent) then '{RESENT}' end, '{OPEN}') as state
        from refused"""


def _keys_of(batches: Sequence[Batch], key: str) -> str:
    """The keys of the good rows of these batches."""
    if not batches:
        return "select null where false"
    files = ", ".join(literal(batch.data) for batch in batches)
    return f"select concat_ws('|', {key}) from read_parquet([{files}], union_by_name = true)"
