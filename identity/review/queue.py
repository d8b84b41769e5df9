"""The review queue: pairs of records that a person should look at, what is worth most first.

What a look is worth is the chance that it changes something, times the money at stake.

Belongs here: numbering, sorting, filtering and paging what the last run left, and what a verdict on an item means as a
decision. Not here: which pairs are in it (the run), and what a decision changes (`identity.impact`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from identity.decisions import Decision, StandingDecision
from identity.explain.subjects import SUBJECTS, RecordName, has_table
from identity.impact.figures import FIGURES
from identity.impact.preview import lacking
from identity.tables import IdentityError

REVIEW_ITEM = ("marts.mart_quality__identity_review", "identity.review_item")
"""Where items stand: in a release, in the work warehouse."""
MOST_ASKED = 500
"""Items that are shown unless more are asked for: two days of a person's work. The others are worth less than these."""
REASONS = ("near", "weak", "conflict", "large", "decision_needed")


@dataclass(frozen=True)
class Item:
    """Two records that a person should look at.

    Args:
        number: Its place among all items of the last run; it holds until the next one.
        entity: 'customer', 'product' or 'supplier'.
        record: One record.
        other: The other one.
        key: The first one's key.
        other_key: The second one's key; equal if they are one entity now.
        reason: Why it is here, one of `REASONS`.
        match_weight: What the model says, in bits.
        chance: How likely it is that a person changes something.
        evidence: What the run says of it.
        money: Net sales of both entities, or what was ordered from both suppliers, in the group's currency.
    """

    number: int
    entity: str
    record: RecordName
    other: RecordName
    key: str
    other_key: str
    reason: str
    match_weight: float | None
    chance: float
    evidence: str | None
    money: Decimal

    @property
    def worth(self) -> Decimal:
        """Return the money that a look at it is worth: the chance of a change, times what is at stake."""
        return self.money * Decimal(f"{self.chance:.4f}")

    @property
    def is_one(self) -> bool:
        """Tell whether the two are one entity as of the last run."""
        return self.key == self.other_key

    def verdict(self, kind: str) -> Decision:
        """Return a decision on the two records."""
        return Decision(self.entity, kind, self.record, self.other)


@dataclass(frozen=True)
class Page:
    """A page of the queue.

    Args:
        items: Its items.
        waiting: How many wait in all with this filter, up to the bound.
        decided: How many of them are decided.
        beyond: How many are left out because they are worth less than those within the bound.
    """

    items: tuple[Item, ...]
    waiting: int
    decided: int
    beyond: int


def review_page(
    connection: duckdb.DuckDBPyConnection,
    decided: Sequence[StandingDecision],
    *,
    entity: str | None = None,
    reason: str | None = None,
    page: int = 1,
    size: int = 20,
    most: int = MOST_ASKED,
) -> Page:
    """Return a page of what waits for a person.

    Args:
        connection: The work warehouse, or a release that has the queue.
        decided: Decisions that stand: what they settle waits no more.
        entity: Only these.
        reason: Only these, one of `REASONS`.
        page: From 1.
        size: Items of a page.
        most: So many items of this filter are asked at most, those that are worth most.
    """
    return page_of(review_items(connection), decided, entity=entity, reason=reason, page=page, size=size, most=most)


def page_of(
    items: Sequence[Item],
    decided: Sequence[StandingDecision],
    *,
    entity: str | None = None,
    reason: str | None = None,
    page: int = 1,
    size: int = 20,
    most: int = MOST_ASKED,
) -> Page:
    """Return a page of these items; arguments as for `review_page`."""
    wanted = [item for item in items if entity in (None, item.entity) and reason in (None, item.reason)]
    asked = wanted[:most]
    settled = {(each.decision.entity, each.decision.pair) for each in decided}
    waiting = [item for item in asked if (item.entity, item.verdict("").pair) not in settled]
    begin = (page - 1) * size
    return Page(tuple(waiting[begin : begin + size]), len(waiting), len(asked) - len(waiting), len(wanted) - len(asked))


def review_items(connection: duckdb.DuckDBPyConnection) -> list[Item]:
    """Return every item of the last run, what is worth most first; none where no run has left a queue."""
    table = next((name for name in REVIEW_ITEM if has_table(connection, name)), None)
    if table is None:
        return []
    rows = connection.execute(f"""
        with money as ({_money_sql(connection)})
        select item.entity, item.source_name, item.record_id, item.other_source_name, item.other_record_id,
            item.entity_key, item.other_key, item.reason, item.match_weight, item.chance, item.evidence,
            coalesce(one.money, 0) + case when item.entity_key = item.other_key then 0 else coalesce(other.money, 0) end
                as money
        from {table} as item
        left join money as one on item.entity = one.entity and item.entity_key = one.entity_key
        left join money as other on item.entity = other.entity and item.other_key = other.entity_key
        order by round(item.chance, 4) * (coalesce(one.money, 0)
                + case when item.entity_key = item.other_key then 0 else coalesce(other.money, 0) end) desc,
            item.chance desc, item.entity, item.reason, item.source_name, item.record_id, item.other_source_name,
            item.other_record_id
    """).fetchall()
    return [
        Item(number, entity, RecordName(source, record), RecordName(other_source, other), *rest)
        for number, (entity, source, record, other_source, other, *rest) in enumerate(rows, start=1)
    ]


def find_item(connection: duckdb.DuckDBPyConnection, number: int) -> Item:
    """Return the item of a number.

    Raises:
        IdentityError: There is none.
    """
    found = [item for item in review_items(connection) if item.number == number]
    if not found:
        raise IdentityError(
            "there is no such item.",
            where=f"item {number}",
            todo="See what waits with `entrepot identity review list`.",
        )
    return found[0]


def _money_sql(connection: duckdb.DuckDBPyConnection) -> str:
    """Return SQL for the money of every entity: the first figure in money of its kind that can be had."""
    parts = []
    for subject in SUBJECTS.values():
        figure = next(
            (each for each in FIGURES
             if each.entity == subject.entity and each.unit == "money" and not lacking(connection, each)),
            None,
        )  # fmt: skip
        if figure is not None and has_table(connection, subject.crosswalk):
            parts.append(f"""
                select '{subject.entity}' as entity, known.{subject.key_column} as entity_key,
                    sum(facts.amount_group)::decimal(38, 4) as money
                from ({figure.sql}) as facts
                inner join {subject.crosswalk} as known
                    on facts.source_name = known.source_name and facts.record_id = known.{subject.id_column}
                group by all""")
    nothing = "select null::varchar as entity, null::varchar as entity_key, 0::decimal(38, 4) as money where false"
    return " union all ".join(parts) or nothing
