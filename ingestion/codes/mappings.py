"""What people decided of sources' codes: which of ours each one is, from the ledger.

Belongs here: recording, undoing and reading such decisions, and what a decision must be to be taken. Not here: the
spreadsheet (sheet), what is still unmapped (`mart_quality__unmapped_inbox`), and the SQL (the macro `map_code`).

A decision is about one source, one canonical column and one code as the source writes it. The last one counts; undoing
is a further entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger

MAPPED, UNDONE = "mapped", "undone"
NOTHING = "-"
"""What people type for a code that means nothing to us: it becomes null."""

CodeLists = Mapping[str, Sequence[str]]
"""Our codes by canonical column, such as `sales_order.order_status`; none where any word will do, such as units."""


class CodeError(EntrepotError):
    """A decision on a code cannot be taken as it was given."""


@dataclass(frozen=True)
class CodeMapping:
    """One source's code as ours; a target of None says that it means nothing to us."""

    source_name: str
    column: str
    code: str
    target: str | None

    @property
    def subject(self) -> str:
        """What the ledger files the decision under."""
        return f"{self.source_name} {self.column} {self.code}"


@dataclass(frozen=True)
class Decided:
    """A mapping that stands, with who decided it, why and when (UTC)."""

    mapping: CodeMapping
    actor: str
    reason: str
    recorded_at: datetime


def standing_mappings(ledger: Ledger) -> list[Decided]:
    """Return every mapping that stands, by column, source and code."""
    last: dict[str, Entry] = {entry.subject: entry for entry in ledger.read(Kind.CODE_MAPPING)}
    standing = [_decided(entry) for entry in last.values() if entry.payload["state"] == MAPPED]
    return sorted(standing, key=lambda item: (item.mapping.column, item.mapping.source_name, item.mapping.code))


def as_variable(decided: Iterable[Decided]) -> dict[str, list[list[str | None]]]:
    """Return the mappings as the models read them: source, code and ours by canonical column."""
    found: dict[str, list[list[str | None]]] = {}
    for mapping in (item.mapping for item in decided):
        found.setdefault(mapping.column, []).append([mapping.source_name, mapping.code, mapping.target])
    return found


def objection(mapping: CodeMapping, sources: Iterable[str], lists: CodeLists) -> tuple[str, str] | None:
    """Say what is wrong with a mapping: which part of it, and why; None for a good one."""
    sources = sorted(sources)
    if mapping.source_name not in sources:
        return "source", f"there is no source {mapping.source_name!r}: {', '.join(sources)}"
    if mapping.column not in lists:
        return "column", f"{mapping.column!r} is no canonical column that holds codes"
    if not mapping.code:
        return "code", "the code is empty"
    allowed = lists[mapping.column]
    if mapping.target is not None and allowed and mapping.target not in allowed:
        known = (
            ", ".join(allowed) if len(allowed) <= _LISTED else f"a code of {len(allowed)}, see `entrepot codes lists`"
        )
        return "target", f"{mapping.target!r} is none of ours: {known}, or {NOTHING} for nothing"
    return None


def record(ledger: Ledger, mapping: CodeMapping, actor: str, reason: str) -> int:
    """Write a mapping into the ledger and return the entry's id; the next run uses it."""
    return _append(ledger, mapping, MAPPED, actor, reason)


def undo(ledger: Ledger, mapping: CodeMapping, actor: str, reason: str) -> CodeMapping:
    """Take a mapping back by a further entry, whatever its target, and return what stood.

    Raises:
        CodeError: Nobody has mapped that code, or the mapping was undone already.
    """
    standing = {item.mapping.subject: item.mapping for item in standing_mappings(ledger)}
    found = standing.get(mapping.subject)
    if found is None:
        raise CodeError(
            "nobody has mapped this code.", where=mapping.subject, todo="See what stands with `entrepot codes list`."
        )
    _append(ledger, found, UNDONE, actor, reason)
    return found


def target_of(typed: str) -> str | None:
    """Return what was typed as a target: one of our codes, or None for the sign of nothing."""
    return None if typed.strip() == NOTHING else typed.strip()


_LISTED = 30


def _append(ledger: Ledger, mapping: CodeMapping, state: str, actor: str, reason: str) -> int:
    payload = {
        "source_name": mapping.source_name,
        "column": mapping.column,
        "code": mapping.code,
        "target": mapping.target,
        "state": state,
    }
    return ledger.append(Kind.CODE_MAPPING, mapping.subject, payload, actor, reason)


def _decided(entry: Entry) -> Decided:
    payload = entry.payload
    mapping = CodeMapping(payload["source_name"], payload["column"], payload["code"], payload["target"])
    return Decided(mapping, entry.actor, entry.reason, entry.recorded_at)
