"""The days of the company, one after the other: goods arrive, planners decide, customers buy what is there.

Only what a day needs from the day before is done here; all that follows from an order alone stands elsewhere.

Belongs here: the walk through the days. Not here: how orders are filled, decided or planned.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.appetite import Appetite, Wanted
from simulation.world.arrays import Bools, Columns, Floats, Ints, first_of
from simulation.world.baskets import (
    EXCHANGE,
    REPLACEMENT,
    SALE,
    Orders,
    Placed,
    assemble,
    extra_orders,
    fill_baskets,
)
from simulation.world.calendar import DAY_SECONDS, NEVER
from simulation.world.catalogue import Catalogue
from simulation.world.draws import Dice
from simulation.world.fates import OrderFates, Sold, UnitFates, decide_orders, decide_units
from simulation.world.markets import CHANNELS, CONSIGNED, OUTLET, WEB, place_of
from simulation.world.planning import MEMORY_DAYS, Planners
from simulation.world.stock import StockBook, pair_of
from simulation.world.wholesale import ORDER_WEEKDAY, Wholesale

_CHUNK_DAYS = 31
_SUBSTITUTED = 0.15
_SENT_AGAIN = 0.5
_MONDAY = 0
_RELEASED_AFTER = DAY_SECONDS
_MANY_MARKETS = 16


@dataclass(frozen=True)
class Units(Columns):
    """One row per unit that was sold, by number. `wanted` is the variant that the customer came for."""

    number: Ints
    key: Ints
    order: Ints
    day: Ints
    variant: Ints
    wanted: Ints
    market: Ints
    channel: Ints
    place: Ints


@dataclass(frozen=True)
class Missed(Columns):
    """One row per unit that was wanted and not to be had; `is_lost` is 0 where another one was bought instead."""

    day: Ints
    variant: Ints
    market: Ints
    channel: Ints
    is_lost: Ints


@dataclass(frozen=True)
class Trade:
    """Everything that the days left."""

    orders: Orders
    order_fates: OrderFates
    units: Units
    unit_fates: UnitFates
    missed: Missed

    @classmethod
    def joined(cls, parts: Sequence[Trade]) -> Trade:
        """Return the rows of all parts, one part after the other."""
        return cls(
            Orders.stacked([part.orders for part in parts]),
            OrderFates.stacked([part.order_fates for part in parts]),
            Units.stacked([part.units for part in parts]),
            UnitFates.stacked([part.unit_fates for part in parts]),
            Missed.stacked([part.missed for part in parts]),
        )


@dataclass(frozen=True)
class Part:
    """The orders of some days with all that belongs to them."""

    orders: Orders
    fates: OrderFates
    units: Units
    unit_fates: UnitFates

    @property
    def row(self) -> Ints:
        """The row of each unit's order."""
        return self.units.order - first_of(self.orders.number)


@dataclass(frozen=True)
class _Asked(Columns):
    """Units that are asked for on a day, with the unit that each one replaces (-1 for none) and its kind of order."""

    key: Ints
    variant: Ints
    market: Ints
    channel: Ints
    place: Ints
    is_preorder: Ints
    replaces: Ints
    kind: Ints


class Trading:
    """Walks through the days."""

    def __init__(
        self,
        parameters: WorldParameters,
        catalogue: Catalogue,
        appetite: Appetite,
        planners: Planners,
        book: StockBook,
        wholesale: Wholesale,
    ) -> None:
        """Begin on the morning of the first day."""
        self._parameters, self._catalogue, self._appetite = parameters, catalogue, appetite
        self._planners, self._book, self._wholesale = planners, book, wholesale
        self._later: dict[int, list[_Asked]] = {}
        self._sold: deque[Ints] = deque(maxlen=MEMORY_DAYS)
        self._offered: deque[Floats] = deque(maxlen=MEMORY_DAYS)
        self._parts: list[Trade] = []
        self._orders, self._units = 0, 0

    def run(self, until: int) -> Trade:
        """Live through the days from the first one to before `until`."""
        for start in range(0, until, _CHUNK_DAYS):
            days = np.arange(start, min(start + _CHUNK_DAYS, until))
            wanted = self._appetite.wanted(days)
            bounds = np.asarray(np.searchsorted(wanted.day, np.arange(days[0], days[-1] + 2)))
            for day, first, last in zip(days.tolist(), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
                self._live(day, wanted.rows(np.arange(first, last)))
        return Trade.joined(self._parts)

    def _live(self, day: int, wanted: Wanted) -> None:
        self._book.begin(day)
        if day % 7 == _MONDAY:
            self._review(day)
        if day % 7 == ORDER_WEEKDAY:
            self._wholesale.take_orders(day, self._book)
        self._offered.append(self._planners.offered())
        given, wished, missed = self._serve(day, self._asked(day, wanted))
        part = self._place_orders(day, given, wished, missed)
        self._parts.append(part)
        self._sold.append(self._sold_online(part.units))

    def _review(self, day: int) -> None:
        """Let the planners look at what was sold and offered of each option in the last weeks."""
        options = len(self._catalogue.options.style)
        sold: Ints = sum(self._sold, np.zeros(options, dtype=np.int64))
        offered: Floats = sum(self._offered, np.zeros(options))
        self._planners.review(day, sold, offered)

    def _sold_online(self, units: Units) -> Ints:
        """Count the units of each option that were not sold in the outlet."""
        online = units.variant[units.place != OUTLET]
        return np.bincount(self._catalogue.variants.option[online], minlength=len(self._catalogue.options.style))

    def _asked(self, day: int, wanted: Wanted) -> _Asked:
        """Put exchanges and replacements, which were promised, before what customers want anew."""
        nobody = np.full(len(wanted.key), NEVER)
        new = _Asked(
            wanted.key, wanted.variant, wanted.market, wanted.channel, wanted.place,
            wanted.is_preorder.astype(np.int64), nobody, np.full(len(wanted.key), SALE),
        )  # fmt: skip
        return _Asked.stacked([*self._later.pop(day, []), new])

    def _serve(self, day: int, asked: _Asked) -> tuple[_Asked, Ints, Missed]:
        """Give units out as long as there are any, other colours to some of those who would go without.

        Returns:
            What was given, the variant that was wanted instead of each, and what was missed.
        """
        rank = np.where(asked.kind == SALE, 1 + Dice(self._parameters.seed, "rank").bits(asked.key) // 2, 0)
        is_served = self._book.take(pair_of(asked.variant, asked.place), rank)
        second, other = self._second_choices(asked, ~is_served)
        is_there = self._book.take(pair_of(other, asked.place[second]), rank[second])
        variant = asked.variant.copy()
        variant[second[is_there]] = other[is_there]
        is_served[second[is_there]] = True
        is_missed = ((variant != asked.variant) | ~is_served) & (asked.kind == SALE)
        missed = Missed(
            np.full(int(is_missed.sum()), day), asked.variant[is_missed], asked.market[is_missed],
            asked.channel[is_missed], (~is_served)[is_missed].astype(np.int64),
        )  # fmt: skip
        return replace(asked, variant=variant).rows(is_served), asked.variant[is_served], missed

    def _second_choices(self, asked: _Asked, goes_without: Bools) -> tuple[Ints, Ints]:
        """Return the rows of those who would take another colour than the one that is gone, and which variant."""
        other = self._other_colour(asked)
        takes = Dice(self._parameters.seed, "takes another colour").happens(_SUBSTITUTED, asked.key)
        rows = np.flatnonzero(goes_without & (other != NEVER) & (asked.kind == SALE) & takes)
        return rows, other[rows]

    def _other_colour(self, asked: _Asked) -> Ints:
        """Return the same size of the style's next colour, NEVER where there is none."""
        options, variants, styles = self._catalogue.options, self._catalogue.variants, self._catalogue.styles
        option, style = variants.option[asked.variant], variants.style[asked.variant]
        following = styles.first_option[style] + (option - styles.first_option[style] + 1) % styles.options[style]
        other = options.first_variant[following] + variants.size[asked.variant]
        return np.where(styles.options[style] > 1, other, NEVER)

    def _place_orders(self, day: int, given: _Asked, wished: Ints, missed: Missed) -> Trade:
        orders, order_of = self._number_orders(day, given)
        row = order_of - self._orders
        release = self._release(orders, row, given.variant)
        fates = decide_orders(self._parameters, orders, np.bincount(row, minlength=len(orders.key)), release)
        sold = Sold(row, given.key, given.variant)
        unit_fates = decide_units(self._parameters, self._catalogue, orders, fates, sold)
        units = Units(
            self._units + np.arange(len(row)), given.key, order_of, np.full(len(row), day), given.variant, wished,
            given.market, given.channel, given.place,
        )  # fmt: skip
        self._orders, self._units = self._orders + len(orders.key), self._units + len(row)
        self._expect_back(fates, row, units, unit_fates)
        self._promise(units, unit_fates)
        return Trade(orders, fates, units, unit_fates, missed)

    def _number_orders(self, day: int, given: _Asked) -> tuple[Orders, Ints]:
        """Make the day's orders; return them with the number of each unit's order."""
        seed, is_sale = self._parameters.seed, given.kind == SALE
        sale, other = np.flatnonzero(is_sale), np.flatnonzero(~is_sale)
        group = given.channel[sale] + len(CHANNELS) * (given.market[sale] + _MANY_MARKETS * given.is_preorder[sale])
        style = self._catalogue.variants.style[given.variant[sale]]
        basket, first = fill_baskets(seed, given.key[sale], style, day, group)
        lead = sale[first]
        placed = [_placed(given.rows(rows)) for rows in (lead, other)]
        orders, number = assemble(seed, [*placed, extra_orders(seed, self._parameters.scale, day)], day, self._orders)
        order_of = np.empty(len(given.key), dtype=np.int64)
        order_of[sale] = number[: len(lead)][basket]
        order_of[other] = number[len(lead) : len(lead) + len(other)]
        return orders, order_of

    def _release(self, orders: Orders, row: Ints, variant: Ints) -> Ints:
        """Return the second before which an order cannot leave: a pre-order waits for its last launch."""
        release = np.zeros(len(orders.key), dtype=np.int64)
        launch = self._catalogue.styles.launch[self._catalogue.variants.style[variant]]
        np.maximum.at(release, row, (launch + 1) * DAY_SECONDS)
        return np.where(orders.is_preorder, release, 0)

    def _expect_back(self, fates: OrderFates, row: Ints, units: Units, unit_fates: UnitFates) -> None:
        """Let goods that are not handed over, or come back fit to be sold, be free again."""
        pair = pair_of(units.variant, units.place)
        cancelled = fates.cancelled_at[row]
        moments = np.where(cancelled != NEVER, cancelled + _RELEASED_AFTER, fates.back_at[row])
        moments = np.where(unit_fates.short_at != NEVER, NEVER, moments)
        moments = np.where(unit_fates.is_resaleable, unit_fates.back_at + 2 * DAY_SECONDS, moments)
        rows = np.flatnonzero(moments != NEVER)
        self._book.expect_each(moments[rows] // DAY_SECONDS + 1, pair[rows])

    def _promise(self, units: Units, fates: UnitFates) -> None:
        """Ask for another size where one was exchanged, and for the same again where a parcel got lost."""
        exchanged = np.flatnonzero(fates.size_step != 0)
        variants, options = self._catalogue.variants, self._catalogue.options
        variant = units.variant[exchanged]
        option = variants.option[variant]
        size = np.clip(variants.size[variant] + fates.size_step[exchanged], 0, options.sizes[option] - 1)
        other = options.first_variant[option] + size
        self._ask_later(fates.back_at[exchanged], units, exchanged, other, EXCHANGE)
        lost = np.flatnonzero((fates.lost_at != NEVER) & is_sent_again(self._parameters.seed, units))
        self._ask_later(fates.lost_at[lost], units, lost, units.variant[lost], REPLACEMENT)

    def _ask_later(self, seconds: Ints, units: Units, rows: Ints, variant: Ints, kind: int) -> None:
        """Let units be asked for, in the web shop, on the day after each second."""
        key = Dice(self._parameters.seed, "promised unit").bits(units.key[rows], kind)
        market = units.market[rows]
        channel = np.full(len(rows), WEB)
        asked = _Asked(
            key, variant, market, channel, place_of(market, channel), np.zeros(len(rows), dtype=np.int64),
            units.number[rows], np.full(len(rows), kind),
        )  # fmt: skip
        days = seconds // DAY_SECONDS + 1
        for day in np.unique(days).tolist():
            self._later.setdefault(int(day), []).append(asked.rows(days == day))


def is_sent_again(seed: int, units: Units) -> Bools:
    """Tell units that are sent once more if their parcel gets lost; for the others the money goes back."""
    again = Dice(seed, "sent again").happens(_SENT_AGAIN, units.order)
    return np.asarray(again & (units.place != CONSIGNED))


def _placed(asked: _Asked) -> Placed:
    """Return orders as of their first units."""
    return Placed(asked.key, asked.kind, asked.market, asked.channel, asked.is_preorder, asked.replaces)
