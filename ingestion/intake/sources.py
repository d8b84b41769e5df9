"""Intake: which extracts are new, and taking a source's new extracts through the gate as one.

Belongs here: comparing files with what has landed, and the all-or-nothing rule per source. Not here: the gate's rules
and how a batch is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Literal

import duckdb

from ingestion.admission.forcing import Force
from ingestion.connectors.files.reading import Extract, find_extracts
from ingestion.contract.delivery import identified, source_tables
from ingestion.contract.document import SourceTable
from ingestion.contract.left_out import NOTHING, LeftOut, lands_otherwise, without
from ingestion.extraction.notes import last_failure
from ingestion.intake.seen_files import SeenFiles
from ingestion.intake.selection import EVERYTHING_NEW, Selection
from ingestion.landing.batches import (
    Batch,
    batch_id_of,
    drop_prepared,
    is_revoked,
    land,
    list_batches,
    prepare_batch,
)
from warehouse.errors import SchemaBreakError
from warehouse.files import write_whole
from warehouse.settings import Settings
from warehouse.source_settings import SourceSettings

Status = Literal["current", "held_back", "forced", "stopped", "missing"]


@dataclass(frozen=True)
class PendingExtract:
    """A file that has not landed under its present contract, or is to go through the gate again."""

    table: SourceTable
    extract: Extract


@dataclass(frozen=True)
class SourcePlan:
    """What a source has to bring in.

    Attributes:
        pending: Files to take through the gate.
        problems: Why the source is missing or stopped although nothing is pending.
        status: `missing`, `stopped` or `current` before anything is taken in.
        waiting: Files that a run within the day leaves to the next full run.
    """

    source: SourceSettings
    tables: tuple[SourceTable, ...]
    pending: tuple[PendingExtract, ...]
    problems: tuple[str, ...]
    status: Status
    waiting: tuple[PendingExtract, ...] = ()


@dataclass
class SourceReport:
    """How a source fared in this run; `residual` and `force` are what admission found and who let it in."""

    source: SourceSettings
    status: Status
    messages: list[str] = field(default_factory=list)
    landed: list[Batch] = field(default_factory=list)
    residual: str | None = None
    force: Force | None = None


def plan_intake(
    settings: Settings, selection: Selection = EVERYTHING_NEW, left_out: LeftOut = NOTHING
) -> list[SourcePlan]:
    """Compare every source's files with the landing; reads files only to hash them, and those that it knows not at all.

    Args:
        settings: Names the sources.
        selection: What was asked for; files of a source that it leaves out wait, and its plan says so.
        left_out: Columns that do not land.

    Raises:
        ConfigurationError: The selection names a source that there is not.
        ContractError: A vendor is unknown or one of its contracts is wrong.
    """
    selection.check(settings)
    seen = SeenFiles(settings)
    plans = [_plan_source(settings, source, selection, seen, left_out) for source in settings.sources]
    seen.save()
    return [plan if selection.takes(plan.source.name) else _left_out(plan, selection) for plan in plans]


def take_in(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    plan: SourcePlan,
    on_table: Callable[[str], None] = lambda name: None,
) -> SourceReport:
    """Take a source's pending files through the gate; those of one day all land, or none.

    Args:
        connection: Any DuckDB connection.
        settings: Where the landing lies.
        plan: What `plan_intake` found.
        on_table: Called with the table's name before each file.

    Returns:
        The report. The files of one day are one extract: where the gate stops one of them the others of that day wait
        too, while earlier and later days land.
    """
    report = SourceReport(plan.source, plan.status, list(plan.problems))
    for _, items in groupby(sorted(plan.pending, key=_moment), key=_moment):
        prepared, stops = _prepare(connection, settings, plan.source, list(items), on_table)
        if stops:
            report.status = "stopped"
            report.messages += stops
            drop_prepared(prepared)
        else:
            land(settings, prepared)
            report.landed += prepared
    return report


def _moment(item: PendingExtract) -> datetime:
    """The moment of an extract; files of one moment belong together."""
    return item.extract.extracted_at


def _prepare(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: SourceSettings,
    items: list[PendingExtract],
    on_table: Callable[[str], None],
) -> tuple[list[Batch], list[str]]:
    """Take the files of one moment through the gate; return what is ready to land, and why files were stopped."""
    prepared: list[Batch] = []
    stops: list[str] = []
    for item in items:
        on_table(item.table.name)
        try:
            batch = prepare_batch(connection, settings, source, item.table, item.extract)
            _stop_file(settings, source, batch.batch_id).unlink(missing_ok=True)
            prepared.append(batch)
        except SchemaBreakError as error:
            stops.append(f"{item.table.name}: {error}")
            _remember_stop(settings, source, item, str(error))
    return prepared, stops


def _left_out(plan: SourcePlan, selection: Selection) -> SourcePlan:
    """Let a source's new files wait for another run; with files that wait it is not current."""
    if not plan.pending:
        return plan
    waiting = f"{len(plan.pending)} new files wait: this run took in only {selection.source}. Run again without it."
    status: Status = "missing" if plan.status == "current" else plan.status
    return replace(plan, pending=(), problems=(*plan.problems, waiting), status=status)


def _plan_source(
    settings: Settings, source: SourceSettings, selection: Selection, seen: SeenFiles, left_out: LeftOut
) -> SourcePlan:
    found = source_tables(source, settings)
    tables = tuple(without(table, left_out.get((source.name, table.name), ())) for table in found)
    failure = last_failure(settings, source.name) if source.is_pulled else None
    if not source.path.is_dir():
        why = failure or f"the folder {source.path.name} does not exist."
        return SourcePlan(source, tables, (), (why,), "missing")
    landed = {batch.batch_id: batch for batch in list_batches(settings, source.name)}
    hashes: dict[Path, Extract] = {}
    pending: dict[str, PendingExtract] = {}
    missing: list[str] = [failure] if failure else []
    stops: dict[datetime, list[str]] = {}
    for table in tables:
        files = find_extracts(source.path, table)
        if not files and not table.is_optional and not failure:
            missing.append(f"{table.name}: no file matches {table.path_glob}.")
        for path in files:
            extract = (
                hashes[path] if path in hashes else hashes.setdefault(path, identified(source, seen.describe(path)))
            )
            batch_id = batch_id_of(source.name, table.name, extract.file_hash)
            again = selection.takes(source.name) and selection.repeats(extract.extracted_at)
            known_stop = None if again else _known_stop(settings, source, table, batch_id)
            if known_stop:
                stops.setdefault(extract.extracted_at, []).append(f"{table.name}: {known_stop}")
            elif is_revoked(settings, batch_id):
                continue
            elif again or _is_new(table, extract, landed.get(batch_id)):
                item = PendingExtract(table, extract)
                pending[batch_id] = min(item, pending.get(batch_id, item), key=_time_of)
    ready = tuple(item for item in pending.values() if item.extract.extracted_at not in stops)
    problems = [problem for moment in sorted(stops) for problem in stops[moment]]
    status: Status = "stopped" if stops else "missing" if missing else "current"
    return SourcePlan(source, tables, ready, tuple(problems + missing), status)


def _is_new(table: SourceTable, extract: Extract, batch: Batch | None) -> bool:
    """Tell whether a file is to land.

    That is one that has not landed, or under another contract, with other columns, or only as a later copy.
    """
    if batch is None or batch.contract_hash != table.content_hash or lands_otherwise(table, batch.left_out):
        return True
    return (extract.extracted_at, extract.modified_at) < (batch.extracted_at, batch.modified_at)


def _time_of(item: PendingExtract) -> tuple[datetime, datetime]:
    """Of the same bytes under two names the earlier one is meant, in whatever order they arrive."""
    return item.extract.extracted_at, item.extract.modified_at


def _stop_file(settings: Settings, source: SourceSettings, batch_id: str) -> Path:
    return settings.quarantine_dir / "stopped" / source.name / f"{batch_id}.json"


def _remember_stop(settings: Settings, source: SourceSettings, item: PendingExtract, message: str) -> None:
    """Note that this very file breaks this very contract, so that it is not read again until one of them changes."""
    batch_id = batch_id_of(source.name, item.table.name, item.extract.file_hash)
    path = _stop_file(settings, source, batch_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    note = {
        "contract_hash": item.table.content_hash,
        "left_out": [column.name for column in item.table.left_out],
        "file_name": item.extract.path.name,
        "message": message,
    }
    write_whole(path, json.dumps(note, indent=1))


def _known_stop(settings: Settings, source: SourceSettings, table: SourceTable, batch_id: str) -> str | None:
    path = _stop_file(settings, source, batch_id)
    if not path.is_file():
        return None
    note = json.loads(path.read_text(encoding="utf-8"))
    is_same = note["contract_hash"] == table.content_hash and not lands_otherwise(table, note.get("left_out", ()))
    return str(note["message"]) if is_same else None
