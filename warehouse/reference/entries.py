"""Reference data as it is in effect: the seeds' rows, and over them, by key, what people put into the ledger.

Belongs here: reading, recording, and the files that a run puts in the place of the seeds. Not here: what a table may
hold (tables), and whether a spreadsheet's rows are right (sheet).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.ledger import Entry, Kind, Ledger
from warehouse.reference.tables import Key, ReferenceDataError, ReferenceTable, Row, default_rows

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
UNDOES = "undoes"


@dataclass(frozen=True)
class Change:
    """One row that is to be added, changed or removed; before and after as text."""

    table: str
    key: Key
    before: Row | None
    after: Row | None

    @property
    def kind(self) -> str:
        """Added, changed or removed."""
        if self.before is None:
            return ADDED
        return REMOVED if self.after is None else CHANGED

    @property
    def subject(self) -> str:
        """What the ledger files the change under."""
        return " ".join([self.table, *(part or "–" for part in self.key)])


@dataclass(frozen=True)
class StandingChange:
    """The last change of a row that nobody took back, with who made it, why and when (UTC)."""

    change: Change
    change_id: int
    actor: str
    reason: str
    recorded_at: datetime


def effective_rows(folder: Path, table: ReferenceTable, ledger: Ledger) -> dict[Key, Row]:
    """Return the rows in effect by key: the seed's, in its order, with what people changed, and theirs behind."""
    rows = {table.key_of(row): row for row in default_rows(folder, table)}
    for entry in ledger.read(Kind.REFERENCE_DATA):
        if entry.payload["table"] != table.name:
            continue
        key = tuple(entry.payload["key"])
        if entry.payload["row"] is None:
            rows.pop(key, None)
        else:
            rows[key] = {name: entry.payload["row"].get(name) for name in table.types}
    return rows


def changes(table: ReferenceTable, before: Mapping[Key, Row], after: Mapping[Key, Row]) -> list[Change]:
    """Return what must be recorded so that the rows in effect become those given, all of the table."""
    keys = [*before, *(key for key in after if key not in before)]
    found = (Change(table.name, key, before.get(key), after.get(key)) for key in keys)
    return [change for change in found if change.before != change.after]


def record(ledger: Ledger, found: Iterable[Change], actor: str, reason: str) -> list[int]:
    """Write changes, removals too, into the ledger and return their ids; the next run uses them.

    Raises:
        LedgerError: There is no actor or reason.
    """
    drafts: list[tuple[str, dict[str, Any]]] = [
        (change.subject, {"table": change.table, "key": list(change.key), "row": change.after, "before": change.before})
        for change in found
    ]
    return ledger.append_all(Kind.REFERENCE_DATA, lambda _: drafts, actor, reason)


def standing_changes(ledger: Ledger, tables: Collection[str]) -> list[StandingChange]:
    """Return the last change that stands of each row of these tables, the oldest first."""
    last = {
        entry.subject: entry
        for entry in _not_undone(ledger.read(Kind.REFERENCE_DATA))
        if entry.payload["table"] in tables
    }
    return sorted((_standing(entry) for entry in last.values()), key=lambda item: item.change_id)


def undo(ledger: Ledger, entry_id: int, actor: str, reason: str) -> Change:
    """Take a change back by a further entry, and return what changes now.

    Raises:
        ReferenceDataError: There is no such change, or the row has been changed since.
    """
    taken: list[Change] = []

    def decide(entries: list[Entry]) -> list[tuple[str, Mapping[str, Any]]]:
        standing = _not_undone(entries)
        found = next((entry for entry in standing if entry.entry_id == entry_id), None)
        if found is None:
            raise ReferenceDataError(
                f"no change {entry_id} stands.", where="reference data", todo="See `entrepot refdata changes`."
            )
        last = next(entry for entry in reversed(standing) if entry.subject == found.subject)
        if last is not found:
            raise ReferenceDataError(
                f"the row was changed again by {last.actor}.", where=found.subject,
                todo=f"Take {last.entry_id} back first.",
            )  # fmt: skip
        said = found.payload
        taken.append(Change(said["table"], tuple(said["key"]), said["row"], said["before"]))
        return [(found.subject, {**said, "row": said["before"], "before": said["row"], UNDOES: entry_id})]

    ledger.append_all(Kind.REFERENCE_DATA, decide, actor, reason)
    return taken[0]


def changed_seeds(folder: Path, tables: Mapping[str, ReferenceTable], ledger: Ledger) -> dict[str, bytes]:
    """Return the files that stand in the place of seeds, by name: only of tables that people changed."""
    touched = {entry.payload["table"] for entry in ledger.read(Kind.REFERENCE_DATA)}
    return {
        f"{name}.csv": _as_csv(table, effective_rows(folder, table, ledger).values())
        for name, table in tables.items()
        if name in touched
    }


def _not_undone(entries: Sequence[Entry]) -> list[Entry]:
    undone = {entry.payload.get(UNDOES) for entry in entries}
    return [entry for entry in entries if UNDOES not in entry.payload and entry.entry_id not in undone]


def _standing(entry: Entry) -> StandingChange:
    said = entry.payload
    change = Change(said["table"], tuple(said["key"]), said["before"], said["row"])
    return StandingChange(change, entry.entry_id, entry.actor, entry.reason, entry.recorded_at)


def _as_csv(table: ReferenceTable, rows: Iterable[Row]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.types)
    writer.writerows([row[name] for name in table.types] for row in rows)
    return written.getvalue().encode()
