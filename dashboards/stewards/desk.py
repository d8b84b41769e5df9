"""What the page of stewards asks and writes, each checked anew for the visitor; the same functions as the commands'.

Belongs here: who may, and one call per thing that the page does. Not here: drawing.

Why two records are one, and what a decision changes to the cent, only the work warehouse tells: a copy is shown in
memory, so that no run waits for a steward; everything else is asked of the release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import streamlit as st

from dashboards.access import Right
from dashboards.access.people import numbered
from dashboards.queries import stewards
from dashboards.session import Visit
from identity import stewarding
from identity.decisions import CANNOT_LINK, CONFIRM, MUST_LINK, StandingDecision, overrides
from identity.decisions import undo as take_back
from identity.decisions.overrides import Field, Override, OverrideError
from identity.explain.explaining import explain_pair
from identity.explain.explanation import Explanation
from identity.explain.subjects import Found, RecordName, find
from identity.impact.pending import refuse_settled
from identity.impact.planning import Plan, plan_merge, plan_split
from identity.impact.preview import Impact, preview
from identity.review.deciding import require_possible, types_of
from identity.review.queue import Item, Page, page_of, review_items
from identity.tables import IdentityError
from warehouse.connections import open_reader
from warehouse.ledger import Kind, open_ledger

VERDICTS = (MUST_LINK, CANNOT_LINK, CONFIRM)
_ONE_HOUR = 3600


@dataclass(frozen=True)
class Desk:
    """The desk as one visitor uses it; every function refuses who may not decide (AccessError)."""

    visit: Visit

    def waiting(self, entity: str | None, page: int, size: int) -> Page:
        """Return a page of the pairs that a person should look at, what is worth most first."""
        self._require()
        release = self.visit.release
        return page_of(_items(release.id, str(release.database)), self.standing(), entity=entity, page=page, size=size)

    def names(self, items: Sequence[Item]) -> dict[tuple[str, str], str]:
        """Return the names of the products and suppliers of these items, by kind and key; people have none."""
        self._require()
        return stewards.entity_names(self.visit.reader, [key for item in items for key in (item.key, item.other_key)])

    def standing(self) -> list[StandingDecision]:
        """Return the decisions that stand."""
        self._require()
        return stewarding.standing(self.visit.settings)

    def is_in_effect(self, decision: StandingDecision) -> bool:
        """Say whether the release knows a decision; others wait for the next run."""
        return decision.decision_id <= self.visit.release.manifest.ledger_high_water

    def explained(self, item: Item, reason: str | None) -> Explanation | None:
        """Return why the records of an item are one or not; None where there is no work warehouse that knows.

        Personal values are masked unless a reason is given.

        Raises:
            AccessError: Values are asked for, and the visitor may not see them.
            WarehouseBusyError: A run is under way, and nobody has looked since the last one.
            IdentityError: Nothing can be said of the two.
        """
        self._require()
        settings = self.visit.settings
        if not settings.work_file.is_file():
            return None
        pair = (Found(item.entity, item.key, item.record), Found(item.entity, item.other_key, item.other))
        with stewarding.work_beside(settings) as connection:
            found = explain_pair(connection, *pair, self.standing(), stewarding.asked(settings))
        if reason is None:
            return found.masked()
        self.visit.visitor.require(Right.PERSONAL)
        stewarding.note_access(settings, item.entity, (item.record, item.other), self.visit.visitor.name, reason)
        return found

    def verdict(self, item: Item, kind: str) -> Plan:
        """Return what a verdict on an item means; errors as for `merge` and `split`."""
        decision, standing = item.verdict(kind), self.standing()
        with self._release() as connection:
            if kind == MUST_LINK and not item.is_one:
                pair = [Found(item.entity, item.key, item.record), Found(item.entity, item.other_key, item.other)]
                return plan_merge(connection, pair, standing)
            if kind == CANNOT_LINK and item.is_one:
                return plan_split(connection, item.entity, item.key, [item.other], standing=standing)
        if kind == CONFIRM:
            refuse_settled(decision, standing)
        return Plan(item.entity, (decision,), ())

    def merge(self, texts: Sequence[str], entity: str) -> Plan:
        """Return what it means that records or keys are one.

        Raises:
            IdentityError: They cannot be found, or are one already.
        """
        with self._release() as connection:
            return plan_merge(connection, [find(connection, text, entity) for text in texts], self.standing())

    def split(self, whole: str, off: Sequence[str], entity: str) -> Plan:
        """Return what it means that records of an entity are another one; errors as for `merge`."""
        if not all(":" in text for text in off):
            raise IdentityError("what goes off is named source_name:record_id.", todo="Name records.")
        records = [RecordName(*text.split(":", 1)) for text in off]
        with self._release() as connection:
            meant = find(connection, whole, entity)
            return plan_split(connection, meant.entity, meant.key, records, standing=self.standing())

    def impact(self, plan: Plan) -> Impact:
        """Return what a plan changes, by trying it on a copy.

        Raises:
            DecisionError: It contradicts what stands.
            WarehouseBusyError: A run is under way, and nobody has looked since the last one.
        """
        with self._release() as connection:
            require_possible(plan.decisions, self.standing(), types_of(connection, plan.decisions))
            return preview(connection, stewarding.exact(self.visit.settings, plan) if plan.placements else plan)

    def decide(self, plan: Plan, reason: str) -> list[int]:
        """Write a plan's decisions into the ledger, all or none; the next run takes them up.

        Raises:
            DecisionError: One contradicts what stands.
            LedgerError: There is no reason.
        """
        with self._release() as connection:
            name = self.visit.visitor.name
            return stewarding.enter(self.visit.settings, connection, plan.decisions, name, reason)

    def undo(self, number: int, reason: str) -> None:
        """Take a decision back; errors as for `decide`."""
        self._require()
        take_back(open_ledger(self.visit.settings), number, self.visit.visitor.name, reason)

    def overridden(self) -> list[Override]:
        """Return the fields of golden records that people say, whatever the rules choose."""
        self._require()
        return overrides.standing_overrides(open_ledger(self.visit.settings))

    def override(self, field: Field, value: str, reason: str) -> int:
        """Write into the ledger what a field of a golden record is; the next run uses it.

        Raises:
            OverrideError: The release knows no such record, there is no such field, or the value has not its form.
            LedgerError: There is no reason.
        """
        with self._release() as connection:
            overrides.require_known(connection, field)
        return overrides.override(open_ledger(self.visit.settings), field, value, self.visit.visitor.name, reason)

    def undo_override(self, number: int, reason: str) -> None:
        """Take an override of a field back; errors as for `override`."""
        found = next((it for it in self.overridden() if it.override_id == number), None)
        if found is None:
            raise OverrideError(f"no override {number} stands.", where="the ledger", todo="Choose one that does.")
        overrides.undo(open_ledger(self.visit.settings), found.field, self.visit.visitor.name, reason)

    def people(self) -> list[tuple[str, str]]:
        """Return what a release calls each person, and who that is.

        Raises:
            AccessError: The visitor may not see names.
        """
        self.visit.visitor.require(Right.PERSONAL)
        accesses = open_ledger(self.visit.settings).read(Kind.ACCESS)
        return [(number, name) for name, number in numbered(self.visit.settings, accesses).items()]

    def _require(self) -> None:
        self.visit.visitor.require(Right.DECIDE)

    @contextmanager
    def _release(self) -> Iterator[duckdb.DuckDBPyConnection]:
        self._require()
        with stewarding.release_reader(self.visit.settings) as connection:
            yield connection


@st.cache_data(ttl=_ONE_HOUR, max_entries=4, show_spinner=False)
def _items(release_id: str, database: str) -> list[Item]:
    """Return every item of a release's queue; the id is there for the key."""
    with open_reader(Path(database)) as connection:
        return review_items(connection)
