"""What the pages of calendar and data write, each checked anew for the visitor; the same functions as the commands'.

Belongs here: who may, and one call per thing that the pages do. Not here: drawing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from dashboards.access import Right
from dashboards.queries import Rows
from dashboards.session import Visit
from warehouse import exemptions
from warehouse.errors import EntrepotError
from warehouse.exemptions import Allowance, Exemption
from warehouse.ledger import Ledger, open_ledger
from warehouse.reference import entries
from warehouse.reference.entries import StandingChange
from warehouse.reference.rows import set_row
from warehouse.reference.tables import SEEDS, ReferenceDataError, ReferenceTable, reference_tables

TABLES = ("calendar_event", "comparable_day", "sales_target")
"""The tables of reference data that planners keep on a page; all others are kept by spreadsheet."""
SHOWN = 200
_BEFORE, _AFTER = timedelta(days=31), timedelta(days=366)


@dataclass(frozen=True)
class Keeping:
    """The calendar and targets as one visitor keeps them; every function refuses who may not plan (AccessError)."""

    visit: Visit

    def table(self, name: str) -> ReferenceTable:
        """Return what a table may hold."""
        self._require(name)
        return reference_tables(SEEDS)[name]

    def in_effect(self, name: str) -> Rows:
        """Return what the release has of a table in the month before its day and the year after it."""
        self._require(name)
        day = self.visit.release.manifest.as_of
        span = {"start": day - _BEFORE, "end": day + _AFTER, "limit": SHOWN}
        return self.visit.reader.rows(f"keeping/{name}", span)

    def standing(self, name: str) -> list[StandingChange]:
        """Return the changes of a table that stand, the last one of each row."""
        self._require(name)
        return entries.standing_changes(open_ledger(self.visit.settings), {name})

    def put(self, name: str, values: Mapping[str, object], reason: str) -> int:
        """Put a row of a table into the ledger; the next run takes it up.

        Raises:
            ReferenceDataError: A value is wrong, or the row does not fit the others.
            LedgerError: There is no reason.
        """
        ledger = self._ledger(name)
        return set_row(SEEDS, ledger, name, values, self.visit.visitor.name, reason)[0]

    def undo(self, name: str, number: int, reason: str) -> None:
        """Take a change of a table back by a further entry.

        Raises:
            ReferenceDataError: No such change of it stands.
        """
        if number not in {item.change_id for item in self.standing(name)}:
            raise ReferenceDataError(f"no change {number} stands.", where=name, todo="Choose one that does.")
        entries.undo(self._ledger(name), number, self.visit.visitor.name, reason)

    def _ledger(self, name: str) -> Ledger:
        self._require(name)
        return open_ledger(self.visit.settings)

    def _require(self, name: str) -> None:
        self.visit.visitor.require(Right.PLAN)
        if name not in TABLES:
            raise ReferenceDataError("it is not kept on a page.", where=name, todo="See `entrepot refdata`.")


@dataclass(frozen=True)
class Allowing:
    """Exceptions to checks as one visitor keeps them; every function refuses who may not decide (AccessError)."""

    visit: Visit

    def rules(self) -> list[str]:
        """Return every rule of the release, what breaks it first."""
        self.visit.visitor.require(Right.DECIDE)
        return [row["rule"] for row in self.visit.reader.rows("rule_names")]

    def standing(self) -> list[Allowance]:
        """Return the allowance of each rule that counts."""
        return exemptions.standing_allowances(self._ledger())

    def allow(self, exemption: Exemption, reason: str) -> int:
        """Let some rows break a rule until a day; the next run takes it into account.

        Raises:
            EntrepotError: The release has no such rule.
            LedgerError: There is no reason.
        """
        if exemption.subject not in self.rules():
            raise EntrepotError("there is no such rule.", where=exemption.subject, todo="Choose one of the release.")
        return exemptions.allow(self._ledger(), exemption, self.visit.visitor.name, reason)

    def undo(self, number: int, reason: str) -> None:
        """Take the allowance of a rule back; what held before it holds again.

        Raises:
            EntrepotError: No such allowance counts.
        """
        found = next((it for it in self.standing() if it.entry_id == number), None)
        if found is None:
            raise EntrepotError(f"no exception {number} counts.", where="the ledger", todo="Choose one that does.")
        exemptions.take_back(self._ledger(), found.exemption.subject, self.visit.visitor.name, reason)

    def _ledger(self) -> Ledger:
        self.visit.visitor.require(Right.DECIDE)
        return open_ledger(self.visit.settings)
