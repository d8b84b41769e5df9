"""Reference data as it is in effect: the seeds' rows, and over them, by key, what people put into the ledger.

Belongs here: reading, recording, and the files that a run puts in the place of the seeds. Not here: what a table may
hold (tables), and whether a spreadsheet's rows are right (sheet).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.reference.tables import Key, ReferenceDataError, ReferenceTable, Row, default_rows
from warehouse.ledger import Entry, Kind, Ledger

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


def record(ledger: Ledger, found: Iterable[Change], actor: str, reason: str) -> None:
    """Write changes into the ledger; a row that is removed is an entry too. The next run uses them."""
    for change in found:
        payload = {"table": change.table, "key": list(change.key), "row": change.after, "before": change.before}
        ledger.append(Kind.REFERENCE_DATA, change.subject, payload, actor, reason)


def undo(ledger: Ledger, entry_id: int, actor: str, reason: str) -> Change:
    """Take a change back by a further entry, and return what changes now.

    Raises:
        ReferenceDataError: There is no such change, or the row has been changed since.
    """
    taken: list[Change] = []

    def decide(entries: list[Entry]) -> list[tuple[str, Mapping[str, Any]]]:
        undone = {entry.payload.get(UNDOES) for entry in entries}
        standing = [entry for entry in entries if UNDOES not in entry.payload and entry.entry_id not in undone]
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


def _as_csv(table: ReferenceTable, rows: Iterable[Row]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.types)
    writer.writerows([row[name] for name in table.types] for row in rows)
    return written.getvalue().encode()
