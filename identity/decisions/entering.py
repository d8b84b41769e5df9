"""Entering decisions and taking them back, in the ledger.

Belongs here: what is written, in one transaction with the look at what stands. Not here: what contradicts what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from identity.decisions.consistency import Consistency
from identity.decisions.decision import Decision, DecisionError, Record, parsed, require_sound
from identity.decisions.standing import UNDOES, standing, undoing
from warehouse.ledger import Entry, Kind, Ledger


def record(
    ledger: Ledger,
    decisions: Sequence[Decision],
    actor: str,
    reason: str,
    *,
    types: Mapping[Record, str] | None = None,
) -> list[int]:
    """Enter decisions, all or none.

    Args:
        ledger: The ledger.
        decisions: What is decided; they are checked in this order, each beside those before it.
        actor: Who decided.
        reason: Why.
        types: 'person' or 'organisation' of records, such as `party_types` gives; must-links that would make one of
            both are refused. Records without a type here are not looked at.

    Returns:
        The id of each decision.

    Raises:
        DecisionError: A decision says nothing, stands already (with who made it and when), or contradicts others (with
            the path that shows it). Nothing is entered then.
        LedgerError: Actor or reason is empty.
    """

    def decide(entries: list[Entry]) -> list[tuple[str, dict[str, Any]]]:
        checks = Consistency(standing(entries), types or {})
        for decision in decisions:
            require_sound(decision, str(decision))
            checks.add(decision)
        return [(decision.subject, decision.payload) for decision in decisions]

    return ledger.append_all(Kind.STEWARD_DECISION, decide, actor, reason)


def undo(ledger: Ledger, decision_id: int, actor: str, reason: str) -> int:
    """Take a decision back by a further entry, and return the id of that entry.

    Raises:
        DecisionError: There is no such decision, or it was undone already (with who did it and when).
        LedgerError: Actor or reason is empty.
    """

    def decide(entries: list[Entry]) -> list[tuple[str, dict[str, Any]]]:
        entry = next((entry for entry in entries if entry.entry_id == decision_id), None)
        if entry is None or UNDOES in entry.payload:
            what = "there is no such decision." if entry is None else "this entry undoes a decision; it is none itself."
            raise DecisionError(what, where=f"decision #{decision_id}", todo="Take an id of a decision that stands.")
        _refuse_undone(decision_id, undoing(entries).get(decision_id))
        return [(parsed(entry).subject, {UNDOES: decision_id})]

    [entry_id] = ledger.append_all(Kind.STEWARD_DECISION, decide, actor, reason)
    return entry_id


def _refuse_undone(decision_id: int, by: Entry | None) -> None:
    if by is not None:
        raise DecisionError(
            f"{by.actor} undid it on {by.recorded_at:%Y-%m-%d %H:%M} UTC ({by.reason}).",
            where=f"decision #{decision_id}",
            todo="Decide anew if it is to hold again.",
        )
