"""The links: every record to its customer, product or supplier, customers to households, addresses to places.

Belongs here: what other packages call, and what a linking did in one line. Not here: how one kind of entity is linked
(`identity.parties`, `identity.households`, `identity.places`, `identity.goods`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from identity.goods.evidence import GoodKind
from identity.goods.products import PRODUCTS
from identity.goods.running import link_goods
from identity.goods.suppliers import SUPPLIERS
from identity.households.linking import HouseholdSummary, link_households
from identity.models.kept import PartyType
from identity.parties.customers import CustomerSummary, link_customers
from identity.places.running import PlaceSummary, link_places


@dataclass(frozen=True)
class EntitySummary:
    """What the linking of products or suppliers did.

    Args:
        entity: 'product' or 'supplier'.
        record_count: Source records, each with exactly one link.
        entity_count: Different keys.
        rule_counts: Records by the rule that placed them; a founding or lone record is 'self'.
        stopped_value_count: Values that were shared too widely to count as evidence.
        cut_component_count: Components that were too large, or that a guard parted.
        cut_record_count: The records in those.
        unmatched_key_count: Rows of key maps that name a record which has not arrived.
        question_count: Questions to people.
    """

    entity: str
    record_count: int
    entity_count: int
    rule_counts: dict[str, int]
    stopped_value_count: int
    cut_component_count: int
    cut_record_count: int
    unmatched_key_count: int = 0
    question_count: int = 0

    def __str__(self) -> str:
        """Say it in one line, what the limits did included."""
        text = f"{self.record_count} {self.entity} records are {self.entity_count}"
        if self.stopped_value_count:
            text += f", values shared too widely to count: {self.stopped_value_count}"
        if self.cut_component_count:
            text += f", groups too large or forbidden: {self.cut_component_count} of {self.cut_record_count} records"
        if self.question_count:
            text += f", questions to people: {self.question_count}"
        if self.unmatched_key_count:
            text += f", rows of key maps without a record: {self.unmatched_key_count}"
        return text


@dataclass(frozen=True)
class LinkSummary:
    """What a linking did, for each kind of entity."""

    customers: CustomerSummary
    households: HouseholdSummary
    places: PlaceSummary
    goods: tuple[EntitySummary, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        return "; ".join(map(str, (self.customers, self.households, self.places, *self.goods)))


def link_all(
    connection: duckdb.DuckDBPyConnection,
    models: Path,
    chosen: Mapping[PartyType, str],
    run_at: datetime,
    say: Callable[[str], None],
) -> LinkSummary:
    """Write all link tables, key events and aliases, and the questions to people.

    Args:
        connection: The open work warehouse, with the canonical tables; decisions, key maps and issued keys are loaded.
        models: The folder of kept models of people and companies.
        chosen: Which of them are used.
        run_at: When keys are issued (UTC, naive).
        say: Is told what begins.

    Raises:
        IdentityError: A table is missing or names a record twice, or a model cannot be used.
    """
    customers = link_customers(connection, models, chosen, run_at, say)
    households = link_households(connection, models, run_at)
    places = link_places(connection, run_at)
    goods = (link_products(connection, run_at), link_suppliers(connection, run_at))
    return LinkSummary(customers, households, places, goods)


def link_products(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> EntitySummary:
    """Write `identity.product_link`: one row per product variant, by source name and id.

    Raises:
        IdentityError: The table is missing or names a variant twice.
    """
    return _link_goods(connection, PRODUCTS, run_at)


def link_suppliers(connection: duckdb.DuckDBPyConnection, run_at: datetime) -> EntitySummary:
    """Write `identity.supplier_link`: one row per supplier record, by source name and id.

    Raises:
        IdentityError: The table is missing or names a supplier twice.
    """
    return _link_goods(connection, SUPPLIERS, run_at)


def _link_goods(connection: duckdb.DuckDBPyConnection, kind: GoodKind, run_at: datetime) -> EntitySummary:
    """Link products or suppliers, and count the links."""
    found = link_goods(connection, kind, run_at)
    counted = connection.execute(
        f"select rule_name, count(*) from {kind.writes} group by rule_name order by 1"
    ).fetchall()
    ((entities,),) = connection.execute(f"select count(distinct {kind.entity}_key) from {kind.writes}").fetchall()
    rules = dict(counted)
    return EntitySummary(
        kind.entity, sum(rules.values()), int(entities), rules, found.stopped, *found.parted, found.unmatched,
        found.questions,
    )  # fmt: skip
