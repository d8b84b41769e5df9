"""What every figure of the affected customers, products or suppliers is now, and what it will be.

Belongs here: the sums over a plan's records. Not here: which records go where (`planning`), and what a figure is
(`figures`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import duckdb

from identity.explain.subjects import columns_of, has_table
from identity.impact.figures import FIGURES, Figure
from identity.impact.planning import Placement, Plan


class _Contribution(NamedTuple):
    """Contributions of one currency, or what is counted; `group` is money in the group's currency."""

    currency: str | None
    amount: Decimal | None
    group: Decimal | None
    unconverted: int


@dataclass
class Amount:
    """A figure of one entity: by currency (the empty one for what is counted) and in the group's currency.

    Args:
        by_currency: Money or numbers by currency.
        group: Money in the group's currency; None for what is counted.
        unconverted: Contributions that have no rate and are missing in `group`.
    """

    by_currency: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    group: Decimal | None = None
    unconverted: int = 0

    def add(self, contribution: _Contribution) -> None:
        """Add contributions of one currency."""
        self.by_currency[contribution.currency or ""] += contribution.amount or Decimal(0)
        if contribution.currency is not None:
            self.group = (self.group or Decimal(0)) + (contribution.group or Decimal(0))
            self.unconverted += contribution.unconverted


@dataclass(frozen=True)
class Standing:
    """One entity before or after: its records, and its figures by name; a figure that it has none of is not there."""

    key: str
    is_new: bool
    record_count: int
    figures: dict[str, Amount]


@dataclass(frozen=True)
class Impact:
    """What a decision changes.

    Args:
        entity: 'customer', 'product' or 'supplier'.
        before: The affected entities as they are.
        after: What becomes of them.
        figures: Every figure that was looked at, in the order of the list.
        left_out: Figures that the release has no table for, each with what is missing.
    """

    entity: str
    before: tuple[Standing, ...]
    after: tuple[Standing, ...]
    figures: tuple[Figure, ...]
    left_out: tuple[tuple[str, str], ...]


def preview(connection: duckdb.DuckDBPyConnection, plan: Plan, figures: Sequence[Figure] = FIGURES) -> Impact:
    """Return what a plan changes in every figure.

    Args:
        connection: A release, or the work warehouse; it is only read.
        plan: Which record goes where.
        figures: The figures to look at.
    """
    wanted = [figure for figure in figures if figure.entity == plan.entity]
    missing = {figure.name: lack for figure in wanted if (lack := lacking(connection, figure))}
    looked_at = tuple(figure for figure in wanted if figure.name not in missing)
    before, after = _Side(), _Side()
    for figure in looked_at:
        for old, new, contribution in _contributions(connection, figure, plan.placements):
            before.add(old, figure.name, contribution)
            after.add(new, figure.name, contribution)
    return Impact(
        plan.entity,
        before.standings([(item.before, False) for item in plan.placements]),
        after.standings([(item.after, item.is_new) for item in plan.placements]),
        looked_at,
        tuple(missing.items()),
    )


class _Side:
    """The sums of one side, by key and figure."""

    def __init__(self) -> None:
        self._amounts: dict[str, dict[str, Amount]] = defaultdict(lambda: defaultdict(Amount))

    def add(self, key: str, name: str, contribution: _Contribution) -> None:
        self._amounts[key][name].add(contribution)

    def standings(self, places: Sequence[tuple[str, bool]]) -> tuple[Standing, ...]:
        """Return one standing for each key, in the order in which the records name them."""
        counts: dict[tuple[str, bool], int] = defaultdict(int)
        for place in places:
            counts[place] += 1
        return tuple(
            Standing(key, is_new, count, {name: amount for name, amount in self._amounts[key].items()})
            for (key, is_new), count in counts.items()
        )


def lacking(connection: duckdb.DuckDBPyConnection, figure: Figure) -> str | None:
    """Return the first table or column that a figure needs and that is not there."""
    for need in figure.needs:
        schema, table, *column = need.split(".")
        name = f"{schema}.{table}"
        if not has_table(connection, name) or (column and column[0] not in columns_of(connection, name)):
            return need
    return None


def _contributions(
    connection: duckdb.DuckDBPyConnection, figure: Figure, placements: Sequence[Placement]
) -> list[tuple[str, str, _Contribution]]:
    """Return the sums by the key before, the key after and currency."""
    rows = connection.execute(
        f"""
        with placed as (
            select unnest(?::varchar[]) as source_name, unnest(?::varchar[]) as record_id,
                unnest(?::varchar[]) as key_before, unnest(?::varchar[]) as key_after
        ),
        facts as ({figure.sql})
        select placed.key_before, placed.key_after, facts.currency_code,
            sum(facts.amount)::decimal(38, 4), sum(facts.amount_group)::decimal(38, 4),
            count(*) filter (where facts.amount_group is null)
        from facts
        inner join placed on facts.source_name = placed.source_name and facts.record_id = placed.record_id
        group by all
        order by all
        """,
        [
            [item.record.source_name for item in placements],
            [item.record.record_id for item in placements],
            [item.before for item in placements],
            [item.after for item in placements],
        ],
    ).fetchall()
    return [(before, after, _Contribution(*rest)) for before, after, *rest in rows]
