"""What the page of the plan writes, each checked anew for the visitor; the same functions as the commands'.

Belongs here: who may, and one call per thing that the page does. Not here: drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from dashboards.access import Right
from dashboards.queries import Row, Rows
from dashboards.session import Visit
from forecasting import overriding
from forecasting.feeding import accepting
from forecasting.feeding.accepting import Accepted, Proposal
from forecasting.overriding import Change, ForecastOverride, ForecastOverrideError
from warehouse.ledger import Ledger, open_ledger

KINDS = ("buy", "transfer")
"""What can be accepted; what is made goes to no system yet."""
SHOWN = 200
NEXT_RUN, IN_EFFECT, EXPIRED = "next_run", "in_effect", "expired"


@dataclass(frozen=True)
class Desk:
    """The desk as one visitor uses it; every function refuses who may not plan (AccessError)."""

    visit: Visit

    def overrides(self) -> list[ForecastOverride]:
        """Return the overrides of the forecast that stand."""
        return overriding.standing_overrides(self._ledger())

    def state(self, override: ForecastOverride) -> str:
        """Say whether the release took an override up, the next run will, or none any more."""
        manifest = self.visit.release.manifest
        if override.change.expires_on < manifest.as_of:
            return EXPIRED
        return IN_EFFECT if override.override_id <= manifest.ledger_high_water else NEXT_RUN

    def override(self, change: Change, reason: str) -> int:
        """Write an override into the ledger; the next run takes it up.

        Raises:
            ForecastOverrideError: The release knows no such article, or forecasts nothing that could be overridden.
            LedgerError: There is no reason.
        """
        ledger = self._ledger()
        asked = {name: getattr(change, name) for name in ("item", "market", "first_week", "last_week")}
        ((row),) = self.visit.reader.rows("planners/known_item", asked)
        if not row["item_count"]:
            raise ForecastOverrideError("the release knows no such article.", where=change.item, todo="Correct it.")
        overriding.require_forecast(
            change,
            float(row["forecast_qty"] or 0) if row["week_count"] else None,
            (row["first_week"], row["last_week"]) if row["week_count"] else None,
        )
        return overriding.override_forecast(ledger, change, self.visit.visitor.name, reason)

    def undo_override(self, number: int, reason: str) -> None:
        """Take an override back by a further entry."""
        overriding.undo_override(self._ledger(), number, self.visit.visitor.name, reason)

    def proposals(self, kind: str) -> Rows:
        """Return what the plan proposes of a kind, the most money first."""
        self._require()
        return self.visit.reader.rows("planners/proposals", {"choice": kind, "limit": SHOWN})

    def accept(self, rows: Rows, qty: Decimal | None, reason: str) -> int:
        """Accept proposals, one of them perhaps with another quantity; return how many stood not accepted before.

        Raises:
            AcceptingError: One has no quantity, or a quantity is given for several.
        """
        chosen = [_proposal(row) for row in rows]
        if qty is not None:
            if len(chosen) != 1:
                raise accepting.AcceptingError("another quantity is of one proposal.", todo="Choose one.")
            chosen = [replace(chosen[0], qty=qty)]
        return len(accepting.accept(self._ledger(), chosen, self.visit.visitor.name, reason))

    def accepted(self) -> Sequence[Accepted]:
        """Return the proposals that stand accepted."""
        return accepting.accepted_proposals(self._ledger())

    def undo_acceptance(self, number: int, reason: str) -> None:
        """Take an acceptance back by a further entry."""
        accepting.undo_acceptance(self._ledger(), number, self.visit.visitor.name, reason)

    def _ledger(self) -> Ledger:
        self._require()
        return open_ledger(self.visit.settings)

    def _require(self) -> None:
        self.visit.visitor.require(Right.PLAN)


def _proposal(row: Row) -> Proposal:
    return Proposal(**{each.name: row[each.name] for each in fields(Proposal)})
