"""Landing: immutable Parquet batches with their manifests, there whole or not at all.

Belongs here: batch ids, manifests, and how a batch comes, is replaced under a newer contract, and is revoked. Not
here: what the gate decides, and loading into the work warehouse (raw).
"""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Collection, Iterable
from dataclasses import MISSING, asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ingestion.connectors.files.reading import Extract
from ingestion.contract.document import SourceTable
from ingestion.gate.passing import GateResult, pass_gate
from ingestion.landing.moments import INCOMING, finish_moment, land_together, unfinished
from warehouse.errors import EntrepotError
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

BATCH_NAMESPACE = uuid.UUID("6f0c5f4e-6c57-5d0b-9c2f-9f3f0e1f6a11")
REVOKED = ".revoked"
MANIFEST = "manifest.json"
CANONICAL_VERSION = 1
"""The highest `meta.contract_version` of the canonical entities: what the rows of a batch are turned into."""


class LandingError(EntrepotError):
    """A landed batch cannot be read, or there is none of that name."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A landed batch: one extract of one source table; a field that older manifests lack has a default.

    Attributes:
        batch_id: UUIDv5 of source, table and file hash, so the same file twice is one batch.
        contract_hash: Hash of the contract's text that the batch was typed with.
        canonical_version: Version of the canonical contract when the batch was typed.
        extracted_at: When the source made the extract (UTC, naive).
        modified_at: When its file was written (UTC, naive); orders extracts of one moment.
        retyped_count: How often this file went through the gate again after it had landed.
        folder: Where `data.parquet` and the manifest lie.
        mended_from: The batch whose refused rows people corrected to make this one; None for an extract.
        mended_rows: Numbers of those rows in that batch.
        left_out: Columns of the contract that served nothing when it landed, and are not in it.
    """

    batch_id: str
    source_name: str
    vendor: str
    table_name: str
    contract_version: str
    contract_hash: str
    file_name: str
    file_hash: str
    extracted_at: datetime
    modified_at: datetime
    row_count: int
    refused_count: int
    flagged_count: int
    repeated_key_count: int
    clock_at: datetime | None
    extra_columns: tuple[str, ...]
    faults: tuple[tuple[str, str, int], ...]
    refused: tuple[tuple[str, int, str | None, str | None], ...]
    folder: Path
    canonical_version: int = 1
    retyped_count: int = 0
    mended_from: str | None = None
    mended_rows: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def typing(self) -> str:
        """Tells two landings of one file apart: by contract, and by how often it was typed anew."""
        return f"{self.contract_hash}#{self.retyped_count}" if self.retyped_count else self.contract_hash

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Sorts batches so that of two versions of a row the later one wins."""
        return (self.extracted_at, self.modified_at, self.batch_id)

    @property
    def data(self) -> Path:
        """The Parquet file of the rows that passed."""
        return self.folder / "data.parquet"

    @property
    def refused_rows(self) -> Path:
        """The Parquet file of the refused rows; exists only where there are any."""
        return self.folder / "refused.parquet"


def batch_id_of(source_name: str, table_name: str, file_hash: str) -> str:
    """Return the id of the batch that this file makes for this table."""
    return str(uuid.uuid5(BATCH_NAMESPACE, f"{source_name}|{table_name}|{file_hash}"))


def list_batches(settings: Settings, source_name: str | None = None) -> list[Batch]:
    """Read the manifests of all landed batches, oldest extract first."""
    pattern = f"{source_name or '*'}/*/*/{MANIFEST}"
    batches = [
        _read_manifest(path) for path in settings.landing_dir.glob(pattern) if not path.parts[-4].startswith(".")
    ]
    hidden = unfinished(settings.landing_dir)
    return sorted((batch for batch in batches if batch.batch_id not in hidden), key=lambda batch: batch.order)


def prepare_batch(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: SourceSettings,
    table: SourceTable,
    extract: Extract,
) -> Batch:
    """Pass one extract through the gate into a folder aside; nothing is landed yet.

    Raises:
        SchemaBreakError: The gate stopped the extract; the folder aside is removed.
    """
    batch_id = batch_id_of(source.name, table.name, extract.file_hash)
    aside = open_aside(settings, batch_id)
    try:
        result = pass_gate(connection, table, extract, aside)
    except EntrepotError:
        shutil.rmtree(aside)
        raise
    batch = describe_batch(batch_id, source, table, extract, result, aside)
    landed = settings.landing_dir / _place(batch) / MANIFEST
    if landed.is_file():
        batch = replace(batch, retyped_count=_read_manifest(landed).retyped_count + 1)
    write_manifest(batch)
    return batch


def open_aside(settings: Settings, batch_id: str) -> Path:
    """Make the empty folder in which a batch is written before it lands."""
    aside = settings.landing_dir / INCOMING / batch_id
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    return aside


def drop_batch(settings: Settings, batch: Batch) -> None:
    """Take a batch that can be made again out of the landing, in one step."""
    aside = settings.landing_dir / INCOMING / f"replaced_{batch.folder.name}"
    aside.parent.mkdir(parents=True, exist_ok=True)
    batch.folder.rename(aside)


def land(settings: Settings, prepared: Iterable[Batch]) -> None:
    """Make the prepared batches of one moment part of the landing, together; an older typing of a file gives way."""
    land_together(settings.landing_dir, {batch.batch_id: _place(batch) for batch in prepared})
    incoming = settings.landing_dir / INCOMING
    if not any(incoming.iterdir()):
        incoming.rmdir()


def drop_prepared(prepared: Iterable[Batch]) -> None:
    """Throw away batches that were prepared and must not land."""
    for batch in prepared:
        shutil.rmtree(batch.folder, ignore_errors=True)


def revoke(settings: Settings, batch_id: str) -> Batch:
    """Take a landed batch back: its folder moves to `landing/.revoked`, from where `put_back` takes it.

    Raises:
        LandingError: There is no such batch.
    """
    batch = find_batch(list_batches(settings), batch_id)
    target = settings.landing_dir / REVOKED / batch.folder.name
    target.parent.mkdir(parents=True, exist_ok=True)
    batch.folder.rename(target)
    return batch


def put_back(settings: Settings, batch_id: str) -> Batch:
    """Undo `revoke`.

    Raises:
        LandingError: No such batch was taken back.
    """
    batch = find_batch(revoked_batches(settings), batch_id)
    target = settings.landing_dir / _place(batch)
    target.parent.mkdir(parents=True, exist_ok=True)
    batch.folder.rename(target)
    return replace(batch, folder=target)


def revoked_batches(settings: Settings) -> list[Batch]:
    """Read the manifests of the batches that were taken back, oldest extract first."""
    found = (_read_manifest(path) for path in (settings.landing_dir / REVOKED).glob(f"*/{MANIFEST}"))
    return sorted(found, key=lambda batch: batch.order)


def find_batch(batches: Iterable[Batch], batch_id: str) -> Batch:
    """Return the one batch whose id begins like this.

    Raises:
        LandingError: There is none, or more than one.
    """
    found = [batch for batch in batches if batch.batch_id.startswith(batch_id)]
    if len(found) != 1:
        what = "there is no such batch." if not found else f"{len(found)} batches begin like that."
        raise LandingError(what, where=batch_id, todo="Take an id from `entrepot batch list`.")
    return found[0]


def is_revoked(settings: Settings, batch_id: str) -> bool:
    """Tell whether a person took this batch back; such an extract does not land again by itself."""
    return any((settings.landing_dir / REVOKED).glob(f"*_{batch_id}"))


def remove_leftovers(settings: Settings) -> None:
    """Finish what a killed run had begun to land, and remove what it left aside (the caller holds the run lock)."""
    finish_moment(settings.landing_dir)
    shutil.rmtree(settings.landing_dir / INCOMING, ignore_errors=True)


def describe_batch(
    batch_id: str, source: SourceSettings, table: SourceTable, extract: Extract, result: GateResult, folder: Path
) -> Batch:
    """Return a batch with what the gate found of it."""
    return Batch(
        batch_id=batch_id,
        source_name=source.name,
        vendor=source.vendor,
        table_name=table.name,
        contract_version=table.version,
        contract_hash=table.content_hash,
        file_name=extract.path.name,
        file_hash=extract.file_hash,
        extracted_at=extract.extracted_at,
        modified_at=extract.modified_at,
        row_count=result.row_count,
        refused_count=result.refused_count,
        flagged_count=result.flagged_count,
        repeated_key_count=result.repeated_key_count,
        clock_at=result.clock_at,
        extra_columns=result.extra_columns,
        faults=tuple((item.rule_name, item.column_name, item.row_count) for item in result.faults),
        refused=tuple(
            (item.rule_name, item.row_count, item.money_amount, item.currency_code) for item in result.refused
        ),
        canonical_version=CANONICAL_VERSION,
        left_out=tuple(column.name for column in table.left_out),
        folder=folder,
    )


def write_manifest(batch: Batch) -> None:
    """Write what is known of a batch beside its rows."""
    content: dict[str, Any] = asdict(batch)
    del content["folder"]
    text = json.dumps(content, indent=1, default=_as_text, sort_keys=True)
    (batch.folder / MANIFEST).write_text(text, encoding="utf-8")


def _read_manifest(path: Path) -> Batch:
    content = json.loads(path.read_text(encoding="utf-8"))
    _refuse_unreadable(path, content.keys())
    for name in ("extracted_at", "modified_at"):
        content[name] = datetime.fromisoformat(content[name])
    content["clock_at"] = datetime.fromisoformat(content["clock_at"]) if content["clock_at"] else None
    for name in ("extra_columns", "faults", "refused", "mended_rows", "left_out"):
        content[name] = tuple(tuple(item) if isinstance(item, list) else item for item in content.get(name, ()))
    return Batch(folder=path.parent, **content)


def _refuse_unreadable(path: Path, names: Collection[str]) -> None:
    """Refuse what a newer version wrote, and what is not whole; what an older version did not know has its default."""
    known = {field.name: field.default is not MISSING for field in fields(Batch) if field.name != "folder"}
    newer = sorted(set(names) - known.keys())
    if newer:
        raise LandingError(
            f"a newer version of Entrepot landed this batch: this one does not know {', '.join(newer)}.",
            where=str(path),
            todo="Run that version or a later one (`entrepot --version`), or restore the back-up made before it ran.",
        )
    lacking = sorted(name for name, has_default in known.items() if name not in names and not has_default)
    if lacking:
        raise LandingError(
            f"this manifest is not whole: it lacks {', '.join(lacking)}.",
            where=str(path),
            todo="Restore the batch's folder from a back-up, or remove it and run again with its file.",
        )


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _place(batch: Batch) -> Path:
    """Where a batch lies below the landing once it has landed."""
    stamp = batch.extracted_at.strftime("%Y%m%dT%H%M%S")
    return Path(batch.source_name, batch.table_name, f"{stamp}_{batch.batch_id}")
