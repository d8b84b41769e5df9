"""What people let break a rule for a while, in the ledger: allowing it, taking that back, what stands.

Belongs here: entries of the ledger. Not here: what an allowance changes in a run (`ingestion.rules`), the command
and the page.

Of several allowances of a rule the last one counts that nobody has taken back; taking back is a further entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger

UNDOES = "undoes"


@dataclass(frozen=True)
class Exemption:
    """How many rows may break a rule until a day, by a person's decision; its subject is source.table.column.rule."""

    subject: str
    allowed_count: int
    until: date


@dataclass(frozen=True)
class Allowance:
    """An exemption that counts, with who allowed it, why and when (UTC)."""

    exemption: Exemption
    entry_id: int
    actor: str
    reason: str
    recorded_at: datetime


def allow(ledger: Ledger, exemption: Exemption, actor: str, reason: str) -> int:
    """Write an allowance into the ledger and return its id; the next run takes it into account."""
    payload = {"allowed_count": exemption.allowed_count, "until": exemption.until.isoformat()}
    return ledger.append(Kind.CHECK_EXCEPTION, exemption.subject, payload, actor, reason)


def take_back(ledger: Ledger, subject: str, actor: str, reason: str) -> Exemption:
    """Take the allowance of a rule back that counts, and return it; the one before it counts again, if there is one.

    Raises:
        EntrepotError: None stands.
    """

    def decide(entries: list[Entry]) -> list[tuple[str, Mapping[str, Any]]]:
        found = _standing(entries).get(subject)
        if found is None:
            raise EntrepotError(
                "nobody has let rows break this rule.", where=subject, todo="See `entrepot rule list --all`."
            )
        taken.append(_exemption(found))
        return [(subject, {UNDOES: found.entry_id})]

    taken: list[Exemption] = []
    ledger.append_all(Kind.CHECK_EXCEPTION, decide, actor, reason)
    return taken[0]


def read_exemptions(ledger: Ledger) -> list[Exemption]:
    """Return the exemption of each rule that counts."""
    return [allowance.exemption for allowance in standing_allowances(ledger)]


def standing_allowances(ledger: Ledger) -> list[Allowance]:
    """Return the allowance of each rule that counts, with who made it."""
    return [
        Allowance(_exemption(entry), entry.entry_id, entry.actor, entry.reason, entry.recorded_at)
        for entry in _standing(ledger.read(Kind.CHECK_EXCEPTION)).values()
    ]


def _standing(entries: Iterable[Entry]) -> dict[str, Entry]:
    known = list(entries)
    undone = {entry.payload.get(UNDOES) for entry in known}
    return {entry.subject: entry for entry in known if UNDOES not in entry.payload and entry.entry_id not in undone}


def _exemption(entry: Entry) -> Exemption:
    return Exemption(entry.subject, int(entry.payload["allowed_count"]), date.fromisoformat(entry.payload["until"]))
