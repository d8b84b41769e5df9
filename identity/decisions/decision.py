"""A decision, and its form in the ledger.

Belongs here: the shape of a decision and of its payload. Not here: whether it may stand beside others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from identity.tables import IdentityError
from warehouse.ledger import Entry

MUST_LINK, CANNOT_LINK, CONFIRM = "must_link", "cannot_link", "confirm"
KINDS = (MUST_LINK, CANNOT_LINK, CONFIRM)
ENTITIES = ("customer", "product", "supplier", "place")

Record = tuple[str, str]
"""Source name, and the id of the record in that source."""


class DecisionError(IdentityError):
    """A decision is incomplete, stands already, or contradicts others."""


@dataclass(frozen=True)
class Decision:
    """What is to hold of two records.

    Attributes:
        entity: 'customer', 'product' or 'supplier'.
        kind: 'must_link': they are one. 'cannot_link': they are not. 'confirm': they are rightly as they are, one or
            two; it only takes them off the review queue.
        record: Source name and record id.
        other: The same of the other one.
    """

    entity: str
    kind: str
    record: Record
    other: Record

    @property
    def pair(self) -> tuple[Record, Record]:
        """Both records, the lower one first: what is decided holds both ways."""
        return min(self.record, self.other), max(self.record, self.other)

    @property
    def subject(self) -> str:
        """What the entry in the ledger is about."""
        return f"{self.entity}:{named(self.record)}"

    @property
    def payload(self) -> dict[str, Any]:
        """What stands in the ledger."""
        return {"entity": self.entity, "kind": self.kind, "record": list(self.record), "other": list(self.other)}

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{named(self.record)} — {self.kind} — {named(self.other)}"


@dataclass(frozen=True)
class StandingDecision:
    """A decision that holds; `decision_id` is its entry in the ledger, `recorded_at` is UTC."""

    decision_id: int
    decision: Decision
    actor: str
    reason: str
    recorded_at: datetime

    def __str__(self) -> str:
        """Say who decided what, when and why."""
        return (
            f"#{self.decision_id}: {self.decision} by {self.actor} on {self.recorded_at:%Y-%m-%d %H:%M} UTC "
            f"({self.reason})"
        )


def named(record: Record) -> str:
    """Return a record as people read it."""
    return ":".join(record)


def parsed(entry: Entry) -> Decision:
    """Return the decision of an entry.

    Raises:
        DecisionError: The entry has another shape.
    """
    content: Mapping[str, Any] = entry.payload
    try:
        record, other = ((str(source), str(name)) for source, name in (content["record"], content["other"]))
        decision = Decision(content["entity"], content["kind"], record, other)
    except (KeyError, TypeError, ValueError) as error:
        raise DecisionError(
            "this entry is no decision that this version knows.",
            where=f"ledger, entry {entry.entry_id}",
            todo="Run the version of Entrepot that wrote it, or a later one.",
        ) from error
    require_sound(decision, f"ledger, entry {entry.entry_id}")
    return decision


def require_sound(decision: Decision, where: str) -> None:
    """Refuse a decision that says nothing.

    Raises:
        DecisionError: Entity or kind is unknown, a name is empty, or both records are one.
    """
    for value, known, what in ((decision.entity, ENTITIES, "entity"), (decision.kind, KINDS, "kind of decision")):
        if value not in known:
            raise DecisionError(f"there is no {what} {value!r}.", where=where, todo=f"Use one of {', '.join(known)}.")
    if not all(part.strip() for part in (*decision.record, *decision.other)):
        raise DecisionError(
            "a record is not named.", where=where, todo="Give the source name and the record id of both."
        )
    if decision.record == decision.other:
        raise DecisionError(
            f"{named(decision.record)} is one record.", where=where, todo="A decision is about two different ones."
        )
