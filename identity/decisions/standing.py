"""Which decisions hold: all that were made, without those that were undone.

Belongs here: reading the ledger. Not here: adding to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from identity.decisions.decision import StandingDecision, parsed
from warehouse.ledger import Entry, Kind, Ledger

UNDOES = "undoes"
"""The field of a counter-decision that names the entry which no longer holds."""


def standing_decisions(ledger: Ledger, up_to: int | None = None) -> list[StandingDecision]:
    """Return the decisions that hold, in the order in which they were made.

    Args:
        ledger: The ledger.
        up_to: Only entries up to this id, such as the mark of a run.

    Raises:
        DecisionError: An entry is not readable by this version.
    """
    return standing(ledger.read(Kind.STEWARD_DECISION, up_to=up_to))


def standing(entries: Sequence[Entry]) -> list[StandingDecision]:
    """Return the decisions of these entries that no other one of them undoes."""
    undone = undoing(entries)
    return [
        StandingDecision(entry.entry_id, parsed(entry), entry.actor, entry.reason, entry.recorded_at)
        for entry in entries
        if UNDOES not in entry.payload and entry.entry_id not in undone
    ]


def undoing(entries: Sequence[Entry]) -> dict[int, Entry]:
    """Return the entries that undo others, by the id of what they undo."""
    return {int(entry.payload[UNDOES]): entry for entry in entries if UNDOES in entry.payload}
