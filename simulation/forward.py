"""The world run forward: what stays in the range is sold and replenished, week by week, as a policy says.

A policy is a function that is passed in: on every Monday it is told what a company can know, and says what to order.
Demand is that of the world (`world.appetite`), suppliers deliver as the world's do (`world.supply`): late, short, in
parts, with rejects. Of each article there is one stock, without returns; who finds none goes without.

Belongs here: the walk through the days, and what came of it. Not here: any policy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Bools, Columns, Floats, Ints, Texts
from simulation.world.build import Company, found_company
from simulation.world.calendar import NEVER
from simulation.world.catalogue import CATEGORIES, CORE_STYLES
from simulation.world.markets import STORE
from simulation.world.suppliers import supplier_table
from simulation.world.supply import Deliveries, SupplyDesk, accepted

WEEK = 7
HISTORY_WEEKS = 104
_HISTORY_CYCLE_WEEKS = 4
_OPENING_WEEKS = 20
"""Stock on the first day: so many weeks of the last year's sales."""


@dataclass(frozen=True)
class Goods(Columns):
    """One row per article: its number, category and supplier, least units of an order, what a unit costs in euro."""

    sku: Texts
    category: Texts
    supplier: Texts
    minimum: Ints
    cost: Floats


@dataclass(frozen=True)
class OrderLines(Columns):
    """One row per line that was ordered, as it is known on a day; days are day numbers.

    `goods` is the row of the article, `received` what went into stock so far, `received_on` the day of the last
    receipt so far (NEVER for none); `is_open` until the last part has come.
    """

    goods: Ints
    day: Ints
    promised: Ints
    quantity: Ints
    received: Ints
    received_on: Ints
    is_open: Bools


@dataclass(frozen=True)
class Situation:
    """What a policy is told on a Monday, before anything is sold.

    Attributes:
        day: The day number.
        on_hand: Units of each article that can be sold.
        sold: Units sold in each week since day 0; weeks × goods, the newest last.
        lines: Everything that was ordered.
    """

    day: int
    on_hand: Ints
    sold: Ints
    lines: OrderLines

    @property
    def on_order(self) -> Ints:
        """Units of each article that are still to come."""
        lines = self.lines.rows(self.lines.is_open)
        left = np.zeros_like(self.on_hand)
        np.add.at(left, lines.goods, lines.quantity - lines.received)
        return left


Replenishment = Callable[[Situation], Ints]
"""Units to order of each article; 0 for none."""


@dataclass(frozen=True)
class Outcome:
    """What came of it, day by day from the one on which measuring begins; days × goods.

    Attributes:
        wanted: Units that customers wanted.
        sold: Units that they got.
        left: Units in stock in the evening.
    """

    wanted: Ints
    sold: Ints
    left: Ints

    @property
    def fill_rate(self) -> float:
        """The share of what was wanted that was to be had."""
        return float(self.sold.sum() / self.wanted.sum())

    @property
    def lost(self) -> int:
        """Units that were wanted and not to be had."""
        return int((self.wanted - self.sold).sum())

    def stock_value(self, goods: Goods) -> float:
        """Return the mean value of the stock of all evenings, in euro."""
        return float((self.left * goods.cost).sum() / len(self.left))


@dataclass(frozen=True)
class ForwardWorld:
    """Two years that have been, and the weeks to come.

    Attributes:
        goods: The bought articles that stay in the range.
        parameters: The world's.
    """

    goods: Goods
    parameters: WorldParameters
    _company: Company
    _variant: Ints
    _wanted: Ints

    def run(self, policy: Replenishment, idle_weeks: int) -> Outcome:
        """Run forward.

        Args:
            policy: Says on every Monday what is ordered.
            idle_weeks: So many weeks pass before measuring begins.
        """
        book = _Book(self)
        first = HISTORY_WEEKS * WEEK
        for day in range(first, len(self._wanted)):
            book.receive(day)
            if day % WEEK == 0:
                book.order(day, policy(book.situation(day)))
            book.sell(day, self._wanted[day])
        begin = first + idle_weeks * WEEK
        return Outcome(self._wanted[begin:], book.sold[begin:], book.left[begin:])


def forward_world(parameters: WorldParameters, weeks: int) -> ForwardWorld:
    """Make a world that goes on for some weeks after its two years of history."""
    days = (HISTORY_WEEKS + weeks) * WEEK
    company = found_company(parameters, days)
    styles, options, variants = company.catalogue.styles, company.catalogue.options, company.catalogue.variants
    chosen = np.flatnonzero((variants.style < CORE_STYLES) & ~styles.is_made[variants.style])
    suppliers = supplier_table()
    supplier = styles.supplier[variants.style[chosen]]
    category = np.array([kind.name for kind in CATEGORIES])[styles.category[variants.style[chosen]]]
    goods = Goods(
        variants.sku[chosen],
        category,
        suppliers.name[supplier],
        -(-suppliers.smallest[supplier] // options.sizes[variants.option[chosen]]),
        styles.cost[variants.style[chosen]] / 100,
    )
    return ForwardWorld(goods, parameters, company, chosen, _wanted(company, chosen, days))


def _wanted(company: Company, chosen: Ints, days: int) -> Ints:
    """Return the units wanted online and on the marketplace; days × goods."""
    found = company.appetite.wanted(np.arange(days))
    row = np.full(len(company.catalogue.variants.sku), NEVER)
    row[chosen] = np.arange(len(chosen))
    is_ours = (row[found.variant] != NEVER) & (found.channel != STORE)
    counted = np.zeros((days, len(chosen)), dtype=np.int64)
    np.add.at(counted, (found.day[is_ours], row[found.variant[is_ours]]), 1)
    return counted


class _Book:
    """Stock, orders and sales of one run; in the years before, nothing was missed and what was sold ordered again."""

    def __init__(self, world: ForwardWorld) -> None:
        self._world = world
        self._desk = SupplyDesk(world.parameters, world._company.catalogue, supplier_table())
        self.sold, self.left = world._wanted.copy(), np.zeros_like(world._wanted)
        self.sold[HISTORY_WEEKS * WEEK :] = 0
        nothing = np.zeros(0, dtype=np.int64)
        self._lines = OrderLines(nothing, nothing, nothing, nothing, nothing, nothing, nothing > 0)
        self._due = Deliveries(*[nothing] * 6)
        year = self.sold[: HISTORY_WEEKS * WEEK][-52 * WEEK :]
        self._on_hand = np.rint(year.mean(axis=0) * WEEK * _OPENING_WEEKS).astype(np.int64)
        self._live_history()

    def _live_history(self) -> None:
        cycle, end = _HISTORY_CYCLE_WEEKS * WEEK, HISTORY_WEEKS * WEEK
        for day in range(cycle, end, cycle):
            self.order(day, self.sold[day - cycle : day].sum(axis=0))
        opening = self._on_hand.copy()
        for day in np.unique(self._due.day[self._due.day < end]).tolist():
            self.receive(day)
        self._on_hand = opening

    def situation(self, day: int) -> Situation:
        weekly = self.sold[:day].reshape(-1, WEEK, self.sold.shape[1]).sum(axis=1)
        return Situation(day, self._on_hand.copy(), weekly, self._lines)

    def order(self, day: int, quantity: Ints) -> None:
        goods = np.flatnonzero(quantity > 0)
        if not len(goods):
            return
        catalogue, variant = self._world._company.catalogue, self._world._variant[goods]
        supplier = catalogue.styles.supplier[catalogue.variants.style[variant]]
        coming = self._desk.order(day, supplier, variant, quantity[goods], may_fail=False)
        purchases, lines, _ = self._desk.tables()
        promised = purchases.promised[lines.purchase[-len(goods) :]]
        zeros = np.zeros(len(goods), dtype=np.int64)
        added = OrderLines(
            goods, np.full(len(goods), day), promised, quantity[goods], zeros, np.full(len(goods), NEVER),
            np.ones(len(goods), dtype=bool),
        )  # fmt: skip
        self._lines = OrderLines.stacked([self._lines, added])
        self._due = Deliveries.stacked([self._due, coming])

    def receive(self, day: int) -> None:
        """Book what arrives; a line is no longer open when its last part is there, whatever is lacking."""
        is_now = self._due.day == day
        now = self._due.rows(is_now)
        self._due = self._due.rows(~is_now)
        np.add.at(self._on_hand, self._lines.goods[now.line], accepted(now))
        received, received_on = self._lines.received.copy(), self._lines.received_on.copy()
        np.add.at(received, now.line, accepted(now))
        received_on[now.line] = day
        is_open = self._lines.is_open.copy()
        is_open[now.line] = np.isin(now.line, self._due.line)
        self._lines = replace(self._lines, received=received, received_on=received_on, is_open=is_open)

    def sell(self, day: int, wanted: Ints) -> None:
        self.sold[day] = np.minimum(wanted, self._on_hand)
        self._on_hand -= self.sold[day]
        self.left[day] = self._on_hand
