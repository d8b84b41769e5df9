"""What the planners decide every Monday: what to buy, what to make, what to move to which place.

They know the calendar and the lives of styles, but only believe to know what a style will sell, and learn from what it
did sell. They do not see demand that found empty shelves.

Belongs here: the planners' beliefs and rules. Not here: what suppliers and the workshop make of their orders.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.appetite import Appetite
from simulation.world.arrays import Bools, Columns, Floats, Ints, within
from simulation.world.catalogue import MAX_SIZES, NO_END, Catalogue, size_curves
from simulation.world.markets import (
    CHANNEL_SHARES,
    CONSIGNED,
    MARKET_PLACE,
    MARKET_SHARE,
    MARKETPLACE,
    MARKETS,
    OUTLET,
    OWN,
    PLACES,
)
from simulation.world.stock import PLACE_COUNT, StockBook, pair_of
from simulation.world.suppliers import OUR_WORKSHOP_DAYS, SupplierTable
from simulation.world.supply import SupplyDesk, accepted
from simulation.world.workshop import Workshop

REVIEW_DAYS = 7
MEMORY_DAYS = 28
"""How far back the planners look."""
_FIRST_BUY_DAYS = 112
_BEFORE_LAUNCH = 21
_REORDER_DAYS, _FIRST_REORDER, _LAST_REORDER = 42, 14, 28
_SAFETY_DAYS = 14
_BELIEF_UNITS = 25.0
"""How many sold units weigh as much as the planners' first belief."""
_SMALLEST_BATCH, _LARGEST_BATCH = 40, 400
_WHOLESALE_EXTRA = 1.16
_OUTLET_DAYS = 45
_SAFETY_FACTOR = 1.6


@dataclass(frozen=True)
class Transfers(Columns):
    """One row per variant that is sent from the own warehouse to another place."""

    number: Ints
    day: Ints
    arrives: Ints
    place: Ints
    variant: Ints
    quantity: Ints


class Planners:
    """The people who buy and make, and what they have ordered."""

    def __init__(
        self,
        parameters: WorldParameters,
        catalogue: Catalogue,
        appetite: Appetite,
        suppliers: SupplierTable,
        book: StockBook,
    ) -> None:
        """Begin with the planners' belief in what each style is going to sell."""
        self._parameters, self._catalogue, self._appetite, self._book = parameters, catalogue, appetite, book
        self._desk = SupplyDesk(parameters, catalogue, suppliers)
        self._workshop = Workshop(parameters, catalogue, suppliers, self._desk)
        styles, options = catalogue.styles, catalogue.options
        lead = np.where(styles.is_made, OUR_WORKSHOP_DAYS, suppliers.lead_days[styles.supplier])
        self._lead: Ints = lead[options.style]
        smallest = np.where(styles.is_made, _SMALLEST_BATCH, suppliers.smallest[styles.supplier])
        self._smallest: Ints = smallest[options.style]
        self._largest_batch = _LARGEST_BATCH * max(parameters.scale, 1.0)
        self._is_bought = np.zeros(len(options.style), dtype=bool)
        self._size_share = _planned_sizes(catalogue)
        self._factor = np.ones(len(options.style))
        self._transfers: list[Transfers] = []
        self._moves = 0

    @property
    def supply(self) -> SupplyDesk:
        """The purchase orders."""
        return self._desk

    @property
    def workshop(self) -> Workshop:
        """The production orders."""
        return self._workshop

    def transfers(self) -> Transfers:
        """Return every transfer so far."""
        nothing = np.zeros(0, dtype=np.int64)
        return Transfers.stacked([Transfers(*[nothing] * 6), *self._transfers])

    def open(self) -> Ints:
        """Fill the places for the first day; return the units by variant × place."""
        book, before = self._book, self._catalogue.styles.launch[self._catalogue.options.style]
        need = np.zeros_like(book.free)
        for place in range(PLACE_COUNT):
            days = PLACES[place].transit_days + REVIEW_DAYS + _SAFETY_DAYS
            need[place::PLACE_COUNT] = _with_safety(self._by_variant(self._at_place(0, days, place)))
        need[OWN::PLACE_COUNT] = np.ceil(1.3 * self._by_variant(self._first_months()))
        live = (before < _BEFORE_LAUNCH + REVIEW_DAYS)[self._catalogue.variants.option]
        need *= np.repeat(live, PLACE_COUNT)
        self._is_bought |= before < _BEFORE_LAUNCH + REVIEW_DAYS
        book.free += need
        return need

    def review(self, day: int, sold: Ints, offered: Floats) -> None:
        """Decide for a week.

        Args:
            day: A Monday.
            sold: Units sold online by option in the last weeks.
            offered: On how many days of those weeks each option was to be had, sizes and places by their weight.
        """
        self._learn(day, sold, offered)
        self._buy_first(day)
        self._reorder(day)
        for done, variant, good in self._workshop.begin(day, REVIEW_DAYS):
            self._book.expect_supply(done, variant, good)
        self._move(day)

    def offered(self) -> Floats:
        """Return how much of each option can be bought right now, from 0 to 1: sizes and places by their weight."""
        is_there = self._book.free.reshape(-1, PLACE_COUNT) > 0
        share = (is_there * _PLACE_SHARE).sum(axis=1) * self._size_share
        offered = np.bincount(self._catalogue.variants.option, weights=share, minlength=len(self._factor))
        return np.asarray(offered, dtype=np.float64)

    def _learn(self, day: int, sold: Ints, offered: Floats) -> None:
        """Compare the last weeks with the belief, and trust what was seen the more the more was sold."""
        days = np.arange(day - MEMORY_DAYS, day)
        believed = self._believed(days).sum(axis=(0, 2)) * offered / MEMORY_DAYS
        self._factor = np.clip((sold + _BELIEF_UNITS) / (believed + _BELIEF_UNITS), 0.25, 4.0)

    def _buy_first(self, day: int) -> None:
        """Order what launches next: what the planners hope to sell in its first weeks, all places together."""
        styles, options = self._catalogue.styles, self._catalogue.options
        launch = styles.launch[options.style]
        is_due = ~self._is_bought & (launch - self._lead - _BEFORE_LAUNCH < day + REVIEW_DAYS)
        chosen = np.flatnonzero(is_due)
        if len(chosen):
            start = int(launch[chosen].min())
            units = self._outlook(np.arange(start, int(launch[chosen].max()) + _FIRST_BUY_DAYS), chosen, launch[chosen])
            self._is_bought[chosen] = True
            self._order(day, chosen, units * self._parameters.stock_cover * _WHOLESALE_EXTRA)

    def _outlook(self, days: Ints, chosen: Ints, launch: Ints) -> Floats:
        """Return what the planners hope each chosen option sells in the weeks after its launch."""
        believed = self._believed(days)[:, chosen].sum(axis=2)
        inside = (days[:, None] >= launch) & (days[:, None] < launch + _FIRST_BUY_DAYS)
        return np.asarray((believed * inside).sum(axis=0), dtype=np.float64)

    def _reorder(self, day: int) -> None:
        """Order again what is on sale and will not last until an order of today would be there."""
        until_there, until_next = self._needed(day)
        position = self._position()
        chosen = np.flatnonzero(self._may_reorder(day) & (position < until_there))
        if len(chosen):
            lacking = until_next[chosen] - position[chosen]
            self._order(day, chosen, np.maximum(lacking, self._smallest[chosen]))

    def _may_reorder(self, day: int) -> Bools:
        """Tell options that have been on sale for a while, and still will be when an order of today is there."""
        styles, options = self._catalogue.styles, self._catalogue.options
        launch, finish = styles.launch[options.style], styles.finish[options.style]
        last = np.where(finish == NO_END, NO_END, finish - self._lead - _LAST_REORDER)
        return np.asarray((day >= launch + _FIRST_REORDER) & (day < last))

    def _needed(self, day: int) -> tuple[Floats, Floats]:
        """Return what each option needs until an order of today is there, and until the next one would be."""
        horizon = int(self._lead.max()) + _SAFETY_DAYS + _REORDER_DAYS
        weekly = self._believed(np.arange(day, day + horizon, REVIEW_DAYS)).sum(axis=2) * REVIEW_DAYS
        ahead = np.cumsum(weekly * self._factor[None], axis=0)
        rows = np.arange(ahead.shape[1])
        there = (self._lead + _SAFETY_DAYS) // REVIEW_DAYS
        following = (self._lead + _SAFETY_DAYS + _REORDER_DAYS) // REVIEW_DAYS - 1
        cover = self._parameters.stock_cover
        return ahead[there, rows] * _WHOLESALE_EXTRA * cover, ahead[following, rows] * _WHOLESALE_EXTRA * cover

    def _position(self) -> Floats:
        """Return free, coming and ordered units by option, the outlet aside."""
        by_place = (self._book.free + self._book.coming).reshape(-1, PLACE_COUNT)
        units = by_place.sum(axis=1) - by_place[:, OUTLET] + self._book.on_order
        options = np.bincount(self._catalogue.variants.option, weights=units, minlength=len(self._factor))
        return np.asarray(options, dtype=np.float64)

    def _order(self, day: int, chosen: Ints, units: Floats) -> None:
        """Order options from those who make them, in the sizes that are planned."""
        styles, options = self._catalogue.styles, self._catalogue.options
        is_made = styles.is_made[options.style[chosen]]
        for option, wanted in zip(chosen[is_made].tolist(), units[is_made].tolist(), strict=True):
            lots = math.ceil(wanted / self._largest_batch)
            for _ in range(lots):
                self._make(day, option, max(wanted / lots, float(self._smallest[option])))
        if not is_made.all():
            self._purchase(day, chosen[~is_made], units[~is_made])

    def _make(self, day: int, option: int, units: float) -> None:
        variant, quantity = self._sizes(np.array([option]), np.array([units]))
        good = self._workshop.make(day, option, variant, quantity)
        np.add.at(self._book.on_order, variant, good)

    def _purchase(self, day: int, chosen: Ints, units: Floats) -> None:
        variant, quantity = self._sizes(chosen, np.maximum(units, self._smallest[chosen]))
        supplier = self._catalogue.styles.supplier[self._catalogue.variants.style[variant]]
        coming = self._desk.order(day, supplier, variant, quantity)
        self._await(coming.day, self._desk.goods_of(coming.line), accepted(coming))

    def _await(self, days: Ints, variant: Ints, quantity: Ints) -> None:
        """Count on goods: they are on order until their day, then free in the own warehouse."""
        np.add.at(self._book.on_order, variant, quantity)
        for day in np.unique(days).tolist():
            rows = days == day
            self._book.expect_supply(int(day), variant[rows], quantity[rows])

    def _sizes(self, options: Ints, units: Floats) -> tuple[Ints, Ints]:
        """Split options into sizes, in packs of whole units; sizes without any are left out."""
        sizes = self._catalogue.options.sizes[options]
        row = np.repeat(np.arange(len(options)), sizes)
        variant = np.repeat(self._catalogue.options.first_variant[options], sizes) + within(sizes)
        quantity = np.rint(units[row] * self._size_share[variant]).astype(np.int64)
        return variant[quantity > 0], quantity[quantity > 0]

    def _move(self, day: int) -> None:
        """Send goods to every place that will run low before the next transfer could be there."""
        for place in range(PLACE_COUNT):
            if place != OWN:
                self._move_to(day, place)

    def _move_to(self, day: int, place: int) -> None:
        book, transit = self._book, PLACES[place].transit_days
        days = transit + REVIEW_DAYS + (_OUTLET_DAYS if place == OUTLET else _SAFETY_DAYS)
        aim = _with_safety(self._by_variant(self._at_place(day, days, place)) * self._parameters.stock_cover)
        need = aim - book.free[place::PLACE_COUNT] - book.coming[place::PLACE_COUNT]
        variant = np.flatnonzero((need > 0) & (book.free[OWN::PLACE_COUNT] > 0))
        given = book.take_up_to(pair_of(variant, OWN), need[variant])
        arrives = day + max(transit, 1)
        book.expect(arrives, pair_of(variant, place), given, is_transfer=True)
        self._transfers.append(
            Transfers(
                np.full(len(variant), self._moves), np.full(len(variant), day), np.full(len(variant), arrives),
                np.full(len(variant), place), variant, given,
            )
        )  # fmt: skip
        self._moves += 1

    def _believed(self, days: Ints) -> Floats:
        return self._appetite.expected(days, self._catalogue.styles.hoped)

    def _first_months(self) -> Floats:
        """Return what is sold until what is ordered on the first day has come; by option."""
        days = np.arange(int(self._lead.max()) + REVIEW_DAYS)
        inside = days[:, None] < self._lead + REVIEW_DAYS
        return np.asarray((self._believed(days).sum(axis=2) * inside).sum(axis=0), dtype=np.float64)

    def _at_place(self, day: int, days: int, place: int) -> Floats:
        """Return what the planners expect a place to send out in the coming days; by option."""
        ahead = np.arange(day, day + days)
        if place == OUTLET:
            return np.asarray(self._appetite.expected_in_store(ahead).sum(axis=0), dtype=np.float64)
        by_market = self._believed(ahead).sum(axis=0)
        share = _served_from(place)
        return np.asarray((by_market * share).sum(axis=1) * self._factor, dtype=np.float64)

    def _by_variant(self, by_option: Floats) -> Floats:
        return np.asarray(by_option[self._catalogue.variants.option] * self._size_share, dtype=np.float64)


def _served_from(place: int) -> Floats:
    """Return the share of each market's online demand that a place serves."""
    if place == CONSIGNED:
        return np.asarray(CHANNEL_SHARES[:, MARKETPLACE], dtype=np.float64)
    own = 1 - CHANNEL_SHARES[:, MARKETPLACE]
    return np.where(place == MARKET_PLACE, own, 0.0)


def _with_safety(units: Floats) -> Ints:
    """Return whole units that cover an expectation and most of its chance; nothing where nothing is expected."""
    aim = np.where(units > 0.02, np.ceil(units + _SAFETY_FACTOR * np.sqrt(units)), 0)
    return np.asarray(aim, dtype=np.int64)


def _planned_sizes(catalogue: Catalogue) -> Floats:
    """Return the share of each variant in its option as the planners see it: one curve for all markets."""
    curves = size_curves().reshape(-1, len(MARKETS), MAX_SIZES).mean(axis=1)
    category = catalogue.styles.category[catalogue.variants.style]
    return np.asarray(curves[category, catalogue.variants.size], dtype=np.float64)


_PLACE_SHARE: Floats = np.array([float((MARKET_SHARE * _served_from(place)).sum()) for place in range(PLACE_COUNT)])
"""Share of the online demand that each place serves."""
