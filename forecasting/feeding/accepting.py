"""Accepting proposals of the plan: who did it, when and why, and taking it back.

Belongs here: entries of the ledger. Not here: what becomes of them (`documents`).

A proposal is told by its kind, article, place and the day of its plan. It is accepted with its quantity, or with
another one; accepting it again changes nothing as long as it stands. Undoing is a further entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from warehouse.errors import EntrepotError
from warehouse.ledger import Entry, Kind, Ledger

UNDOES = "undoes"


class AcceptingError(EntrepotError):
    """A proposal cannot be accepted, or taken back, as it was asked."""


@dataclass(frozen=True)
class Proposal:
    """What is to be bought or sent, as a release proposed it; `qty` may be another one than it said."""

    proposal_type: str
    product_key: str
    sku: str
    location_key: str
    from_location_key: str | None
    supplier_key: str | None
    order_date: date
    expected_date: date
    qty: Decimal
    unit_price: Decimal | None
    currency_code: str | None
    reason: str

    @property
    def subject(self) -> str:
        """What the ledger files it under."""
        return f"{self.proposal_type}:{self.product_key}:{self.location_key}:{self.order_date}"


@dataclass(frozen=True)
class Accepted:
    """A proposal that stands accepted, with who did it, why and when (UTC)."""

    entry_id: int
    proposal: Proposal
    actor: str
    reason: str
    recorded_at: datetime


def accept(ledger: Ledger, proposals: Sequence[Proposal], actor: str, reason: str) -> list[int]:
    """Accept proposals, all or none, and return the ids of those that did not stand accepted already.

    Raises:
        AcceptingError: One has no quantity.
    """
    for proposal in proposals:
        if proposal.qty <= 0:
            raise AcceptingError("a quantity must be above 0.", where=proposal.sku, todo="Leave it out, or correct it.")

    def decide(entries: list[Entry]) -> list[tuple[str, Mapping[str, Any]]]:
        standing = {entry.subject for entry in _standing(entries)}
        return [(item.subject, _payload(item)) for item in proposals if item.subject not in standing]

    return ledger.append_all(Kind.ORDER_PROPOSAL, decide, actor, reason)


def undo_acceptance(ledger: Ledger, entry_id: int, actor: str, reason: str) -> Accepted:
    """Take an acceptance back by a further entry, and return what stood.

    Raises:
        AcceptingError: There is no such acceptance, or it was undone already.
    """
    found = next((item for item in accepted_proposals(ledger) if item.entry_id == entry_id), None)
    if found is None:
        raise AcceptingError(
            f"no accepted proposal {entry_id} stands.", todo="See what stands with `entrepot plan accepted`."
        )
    ledger.append(Kind.ORDER_PROPOSAL, found.proposal.subject, {UNDOES: entry_id}, actor, reason)
    return found


def accepted_proposals(ledger: Ledger, up_to: int | None = None) -> list[Accepted]:
    """Return the proposals that stand accepted, the oldest first; by the entries up to an id, where one is given."""
    return [
        Accepted(entry.entry_id, _proposal(entry.payload), entry.actor, entry.reason, entry.recorded_at)
        for entry in _standing(ledger.read(Kind.ORDER_PROPOSAL, up_to=up_to))
    ]


def _standing(entries: Sequence[Entry]) -> list[Entry]:
    undone = {entry.payload.get(UNDOES) for entry in entries}
    return [entry for entry in entries if UNDOES not in entry.payload and entry.entry_id not in undone]


def _payload(proposal: Proposal) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in asdict(proposal).items()}


def _proposal(said: Mapping[str, Any]) -> Proposal:
    days = {name: date.fromisoformat(said[name]) for name in ("order_date", "expected_date")}
    price = None if said["unit_price"] is None else Decimal(said["unit_price"])
    return Proposal(**{**said, **days, "qty": Decimal(said["qty"]), "unit_price": price})
