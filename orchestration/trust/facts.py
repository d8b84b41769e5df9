"""What this run knows beside the data: how the shape of sources changed, and what stewards decided.

Belongs here: `run.schema_change` and `run.steward_entry`. Not here: what of it is shown (dbt), and what earlier runs
knew (history).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

import duckdb

from identity.decisions.decision import parsed
from identity.decisions.standing import UNDOES, undoing
from ingestion.gate.passing import ABSENT
from ingestion.intake.sources import SourceReport
from ingestion.landing.batches import Batch
from orchestration.trust.definitions import write_rows
from warehouse.ledger import Kind, Ledger

SCHEMA_CHANGE = "run.schema_change"
STEWARD_ENTRY = "run.steward_entry"
_CHANGE_COLUMNS = (
    "source_name varchar, table_name varchar, column_name varchar, change_type varchar, file_name varchar, "
    "extracted_at timestamp, was varchar, became varchar"
)
_ENTRY_COLUMNS = (
    "entry_id bigint, recorded_at timestamp, actor varchar, reason varchar, entity varchar, decision_type varchar, "
    "source_name varchar, record_id varchar, other_source_name varchar, other_record_id varchar, "
    "undoes_entry_id bigint, undone_by_entry_id bigint"
)
_MISSING = re.compile(r"(?P<table>\w+): (?P<file>[^,]+), line \d+: the column '(?P<column>[^']+)' is missing")
Row = tuple[object, ...]


def write_schema_changes(
    connection: duckdb.DuckDBPyConnection, reports: Iterable[SourceReport], batches: Iterable[Batch]
) -> None:
    """Make `run.schema_change` hold every change of a table's columns or contract from one extract to the next.

    Args:
        connection: The writer's connection.
        reports: One per configured source; the messages of those that the gate stopped name missing columns.
        batches: Every landed batch.
    """
    ordered = sorted(batches, key=lambda it: (it.source_name, it.table_name, it.order))
    found = [
        row
        for _, group in groupby(ordered, key=lambda it: (it.source_name, it.table_name))
        for row in _between(list(group))
    ]
    found += [row for report in reports for row in _stopped(report)]
    write_rows(connection, SCHEMA_CHANGE, _CHANGE_COLUMNS, found)


def write_steward_entries(connection: duckdb.DuckDBPyConnection, ledger: Ledger, up_to: int) -> None:
    """Make `run.steward_entry` hold every decision of a steward up to an entry of the ledger, undone ones included."""
    entries = ledger.read(Kind.STEWARD_DECISION, up_to=up_to)
    undone = undoing(entries)
    rows: list[Row] = []
    for entry in entries:
        what: Row = ("", "undo", None, None, None, None)
        if UNDOES not in entry.payload:
            it = parsed(entry)
            what = (it.entity, it.kind, *it.record, *it.other)
        by = undone.get(entry.entry_id)
        rows.append(
            (entry.entry_id, entry.recorded_at, entry.actor, entry.reason, what[0] or None, *what[1:],
             entry.payload.get(UNDOES), by.entry_id if by else None)
        )  # fmt: skip
    write_rows(connection, STEWARD_ENTRY, _ENTRY_COLUMNS, rows)


def _between(batches: Sequence[Batch]) -> Iterator[Row]:
    """What differs between each extract of a table and the one before."""
    for before, batch in pairwise(batches):
        place = (batch.source_name, batch.table_name)
        when = (batch.file_name, batch.extracted_at)
        for kind, now, then in (
            ("column_added", set(batch.extra_columns), set(before.extra_columns)),
            ("column_gone", set(before.extra_columns), set(batch.extra_columns)),
            ("column_lost", _absent(batch), _absent(before)),
            ("column_back", _absent(before), _absent(batch)),
        ):
            for column in sorted(now - then):
                yield (*place, column, kind, *when, None, None)
        if batch.contract_version != before.contract_version:
            yield (*place, None, "contract", *when, before.contract_version, batch.contract_version)


def _absent(batch: Batch) -> set[str]:
    return {column for rule, column, _ in batch.faults if rule == ABSENT}


def _stopped(report: SourceReport) -> Iterator[Row]:
    for message in report.messages:
        found = _MISSING.match(message)
        if found:
            yield (
                report.source.name,
                found["table"],
                found["column"],
                "column_dropped",
                found["file"],
                None,
                None,
                None,
            )
