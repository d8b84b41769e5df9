"""Mending: what people correct of refused rows, and the batches that come of it.

Belongs here: reading corrections from the ledger, and passing corrected rows through the gate into a batch beside the
one that refused them. Not here: which rows wait (quarantine).

A mended batch is made of the refused rows and the ledger alone, so it can be made again. It stands right behind the
batch that it mends: a version that the source sends later wins over it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import duckdb

from ingestion.connectors.files.reading import Extract, RowReader
from ingestion.contract.document import JSON_FORMATS, ROW_NUMBER, SourceTable
from ingestion.gate.passing import pass_rows
from ingestion.landing.batches import (
    Batch,
    batch_id_of,
    describe_batch,
    drop_batch,
    land,
    list_batches,
    open_aside,
    write_manifest,
)
from warehouse.connections import literal
from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings


@dataclass(frozen=True)
class Correction:
    """What a person decided about one refused row.

    Attributes:
        batch_id: The batch that refused it.
        row_number: Its number in that batch's file, counted from 1.
        values: New texts by column; None empties one. Empty for a dismissal.
        is_dismissal: The row shall not come.
    """

    batch_id: str
    row_number: int
    values: Mapping[str, str | None]
    is_dismissal: bool


def read_corrections(ledger: Ledger) -> list[Correction]:
    """Return what stands: of several decisions on a row the last one, and none where it was opened again."""
    latest: dict[str, Entry] = {}
    for entry in ledger.read(Kind.QUARANTINE_CORRECTION):
        latest[entry.subject] = entry
    return [_correction(entry) for entry in latest.values() if entry.payload["decision"] != "reopen"]


def record(
    ledger: Ledger,
    batch_id: str,
    row_number: int,
    decision: str,
    *,
    values: Mapping[str, str | None],
    actor: str,
    reason: str,
) -> int:
    """Write a decision on a refused row into the ledger: `mend`, `dismiss` or `reopen`."""
    payload = {"decision": decision, "values": dict(values)}
    return ledger.append(Kind.QUARANTINE_CORRECTION, f"{batch_id}/{row_number}", payload, actor, reason)


def faults_of(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, batch: Batch, correction: Correction, folder: Path
) -> str | None:
    """Return what would still refuse a corrected row; None if it would pass.

    Raises:
        EntrepotError: The batch has no refused row of that number, or the table has no such column.
    """
    _check(connection, table, batch, correction)
    reader = _reader(connection, table, batch, [correction])
    _, faults = pass_rows(connection, table, reader, _extract(batch, ""), folder, 1)
    return faults[0]


def replay(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: SourceSettings,
    tables: Iterable[SourceTable],
    corrections: Iterable[Correction],
) -> list[Batch]:
    """Make the landing hold exactly the mended batches that the corrections ask for; return the new ones."""
    contracts = {table.name: table for table in tables}
    landed = list_batches(settings, source.name)
    existing = {batch.batch_id: batch for batch in landed if batch.mended_from}
    asked = _by_batch(corrections)
    fresh, wanted = [], set()
    for batch in landed:
        own, table = asked.get(batch.batch_id), contracts.get(batch.table_name)
        if not own or table is None or not batch.refused_count:
            continue
        batch_id, _ = _mended_id(batch, table, own)
        wanted.add(batch_id)
        if batch_id not in existing:
            fresh.append(_prepare(connection, settings, source, table, batch, own))
    for batch_id in existing.keys() - wanted:
        drop_batch(settings, existing[batch_id])
    ready = [batch for batch in fresh if batch is not None]
    if ready:
        land(settings, ready)
    return ready


def _by_batch(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = {}
    for correction in sorted(corrections, key=lambda item: item.row_number):
        if not correction.is_dismissal:
            found.setdefault(correction.batch_id, []).append(correction)
    return found


def _mended_id(batch: Batch, table: SourceTable, corrections: Sequence[Correction]) -> tuple[str, str]:
    """Id and hash of the batch that these corrections make under the present contract."""
    what = [batch.batch_id, batch.contract_hash, table.content_hash, *(column.name for column in table.left_out)]
    what += [json.dumps([item.row_number, dict(item.values)], sort_keys=True) for item in corrections]
    digest = hashlib.sha256("|".join(what).encode()).hexdigest()
    return batch_id_of(batch.source_name, batch.table_name, digest), digest


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: SourceSettings,
    table: SourceTable,
    batch: Batch,
    corrections: Sequence[Correction],
) -> Batch | None:
    """Make a mended batch aside; None where no corrected row passes."""
    batch_id, digest = _mended_id(batch, table, corrections)
    folder = open_aside(settings, batch_id)
    reader = _reader(connection, table, batch, corrections)
    result, faults = pass_rows(connection, table, reader, _extract(batch, digest), folder, len(corrections))
    if not result.row_count:
        return None
    good = tuple(item.row_number for item, fault in zip(corrections, faults, strict=True) if fault is None)
    mended = describe_batch(batch_id, source, table, _extract(batch, digest), result, folder)
    mended = replace(mended, mended_from=batch.batch_id, mended_rows=good)
    write_manifest(mended)
    return mended


def _extract(batch: Batch, digest: str) -> Extract:
    """The moment right behind the batch that is mended."""
    return Extract(Path(batch.file_name), digest, batch.extracted_at, batch.modified_at + timedelta(microseconds=1))


def _reader(
    connection: duckdb.DuckDBPyConnection, table: SourceTable, batch: Batch, corrections: Sequence[Correction]
) -> RowReader:
    """Read refused rows as they stood, with the corrected texts in their place, in the order of their numbers."""
    connection.execute("create or replace temp table correction (_row_number bigint, given json)")
    rows = [[item.row_number, json.dumps(dict(item.values))] for item in corrections]
    connection.executemany("insert into correction values (?, ?)", rows)
    scan = (
        f"(select _row_number, _original, given from read_parquet({literal(batch.refused_rows)}) join correction "
        "using (_row_number) order by _row_number)"
    )
    fields = tuple(_field(table, column.name, column.physical_name) for column in table.columns)
    return RowReader(scan, fields, "_original", ())


def _field(table: SourceTable, name: str, physical_name: str) -> str:
    """A column's text: the corrected one where there is one, else as it stood."""
    place = f"$.{physical_name}" if table.file_format in JSON_FORMATS else f'$."{physical_name}"'
    stood = f"json_extract_string(_original, {literal(place)})"
    if physical_name == ROW_NUMBER:
        stood = f"cast({ROW_NUMBER} as varchar)"
    given = literal(f'$."{name}"')
    return (
        f'case when json_exists(given, {given}) then json_extract_string(given, {given}) else {stood} end as "{name}"'
    )


def _check(connection: duckdb.DuckDBPyConnection, table: SourceTable, batch: Batch, correction: Correction) -> None:
    names = [column.name for column in table.columns]
    unknown = [name for name in correction.values if name not in names]
    if unknown:
        raise EntrepotError(
            f"there is no column {unknown[0]!r}.", where=table.raw_name, todo=f"It has {', '.join(names)}."
        )
    refused = literal(batch.refused_rows)
    row = (
        batch.refused_count
        and connection.execute(
            f"select 1 from read_parquet({refused}) where _row_number = ?", [correction.row_number]
        ).fetchone()
    )
    if not row:
        raise EntrepotError(
            f"there is no refused row {correction.row_number}.",
            where=f"batch {batch.batch_id[:8]}",
            todo=f"See the numbers with `entrepot quarantine show {batch.batch_id[:8]}`.",
        )


def _correction(entry: Entry) -> Correction:
    batch_id, _, number = entry.subject.rpartition("/")
    is_dismissal = entry.payload["decision"] == "dismiss"
    return Correction(batch_id, int(number), entry.payload["values"], is_dismissal)
