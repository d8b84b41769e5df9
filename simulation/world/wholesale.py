"""The wholesale side: what shops order every week, and what they get of it.

Belongs here: orders of business customers and their deliveries. Not here: invoices (`funds`) or deals (`pipeline`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, divide_rounded, running_number, within
from simulation.world.calendar import DAY_SECONDS
from simulation.world.catalogue import CORE_STYLES, Catalogue
from simulation.world.draws import Dice
from simulation.world.markets import CURRENCIES, CURRENCY_CODES, MARKETS, OWN
from simulation.world.organisations import Organisations
from simulation.world.stock import PLACE_COUNT, StockBook, pair_of

ORDER_WEEKDAY = 1
"""Business customers order on Tuesdays."""
_ORDERS_A_WEEK = 0.085
_OPTIONS, _UNITS = (3, 8), (1, 5)
_SIZES_TAKEN = 0.7
_ASKED_UNSEEN = 0.1
"""How often a size is asked for that is not on the list of what there is."""
_SHARE_OF_LIST_PRICE = 42
_CURRENCY_OF_MARKET = {"US": "USD", "GB": "GBP", "PL": "EUR", "AE": "USD", "SA": "USD", "KW": "USD"}


@dataclass(frozen=True)
class BusinessOrders(Columns):
    """One row per order of a business customer; `company` 0 is the French seller, 1 the American one."""

    number: Ints
    organisation: Ints
    company: Ints
    currency: Ints
    day: Ints
    second: Ints
    wished: Ints
    leaves_at: Ints


@dataclass(frozen=True)
class BusinessLines(Columns):
    """One row per line: units ordered and sent, price in cents of the order's currency, ex tax."""

    number: Ints
    order: Ints
    variant: Ints
    ordered: Ints
    sent: Ints
    price: Ints


@dataclass(frozen=True)
class BusinessOffers(Columns):
    """One row per order day and variant that stood on the list of what could be had at once."""

    day: Ints
    variant: Ints


class Wholesale:
    """Takes the orders of business customers."""

    def __init__(self, seed: int, catalogue: Catalogue, organisations: Organisations) -> None:
        """Begin without an order."""
        self._seed, self._catalogue, self._organisations = seed, catalogue, organisations
        self._orders: list[BusinessOrders] = []
        self._offers: list[BusinessOffers] = []
        self._lines: list[BusinessLines] = []
        self._order_count, self._line_count = 0, 0

    def tables(self) -> tuple[BusinessOrders, BusinessLines, BusinessOffers]:
        """Return everything that was ordered and offered so far."""
        nothing = np.zeros(0, dtype=np.int64)
        return (
            BusinessOrders.stacked([BusinessOrders(*[nothing] * 8), *self._orders]),
            BusinessLines.stacked([BusinessLines(*[nothing] * 6), *self._lines]),
            BusinessOffers.stacked([BusinessOffers(*[nothing] * 2), *self._offers]),
        )

    def take_orders(self, day: int, book: StockBook) -> None:
        """Take the week's orders and promise them what the own warehouse has."""
        listed = np.flatnonzero(book.free[OWN::PLACE_COUNT] > 0)
        self._offers.append(BusinessOffers(np.full(len(listed), day), listed))
        shops = self._organisations
        number = np.arange(len(shops.name))
        is_buying = (shops.is_customer == 1) & (shops.since < day * DAY_SECONDS)
        is_buying &= Dice(self._seed, "business order").happens(_ORDERS_A_WEEK, number, day)
        buyers = np.flatnonzero(is_buying)
        if len(buyers):
            orders = self._order(day, buyers)
            lines = self._fill(day, orders, book)
            self._orders.append(orders)
            self._lines.append(lines)
            self._order_count += len(buyers)
            self._line_count += len(lines.number)

    def _order(self, day: int, buyers: Ints) -> BusinessOrders:
        market = self._organisations.market[buyers]
        second = day * DAY_SECONDS + Dice(self._seed, "business hour").whole(8 * 3600, 17 * 3600, buyers, day)
        wished = day + Dice(self._seed, "business wish").whole(7, 22, buyers, day)
        leaves = (day + Dice(self._seed, "business leaves").whole(2, 12, buyers, day)) * DAY_SECONDS + 14 * 3600
        return BusinessOrders(
            self._order_count + np.arange(len(buyers)), buyers, (market == _market("US")).astype(np.int64),
            currency_of(market), np.full(len(buyers), day), second, wished, leaves,
        )  # fmt: skip

    def _fill(self, day: int, orders: BusinessOrders, book: StockBook) -> BusinessLines:
        """Choose a few options, some sizes of each, several units of those."""
        row, variant = self._choose(day, orders, book.free[OWN::PLACE_COUNT] > 0)
        ordered = Dice(self._seed, "business units").whole(*_UNITS, orders.number[row], variant)
        sent = np.zeros_like(ordered)
        turn = running_number(variant)
        for nth in range(int(turn.max(initial=-1)) + 1):
            now = np.flatnonzero(turn == nth)
            sent[now] = book.take_up_to(pair_of(variant[now], OWN), ordered[now])
        currency = orders.currency[row]
        rate = np.array([entry.per_euro for entry in CURRENCIES])[currency]
        price = self._catalogue.styles.price[self._catalogue.variants.style[variant]]
        millionths = np.rint(rate * 1_000_000).astype(np.int64)
        unit_price = divide_rounded(price * _SHARE_OF_LIST_PRICE * millionths, 1_000_000_000) * 10
        number = self._line_count + np.arange(len(row))
        return BusinessLines(number, orders.number[row], variant, ordered, sent, unit_price)

    def _choose(self, day: int, orders: BusinessOrders, is_listed: Bools) -> tuple[Ints, Ints]:
        """Return row of the order and variant of every line, by order; no variant twice in an order."""
        options, by_option = self._catalogue.options, _liking(self._catalogue, day)[None, :]
        count = Dice(self._seed, "business options").whole(*_OPTIONS, orders.number)
        row = np.repeat(np.arange(len(count)), count)
        first_row = np.zeros(len(row), dtype=np.int64)
        option = Dice(self._seed, "business choice").pick(by_option, first_row, orders.number[row], within(count))
        sizes = options.sizes[option]
        line, size = np.repeat(np.arange(len(row)), sizes), within(sizes)
        keys = (orders.number[row[line]], option[line], size)
        taken = (sizes[line] == 1) | Dice(self._seed, "business size").happens(_SIZES_TAKEN, *keys)
        variant = options.first_variant[option[line]] + size
        taken &= is_listed[variant] | Dice(self._seed, "business unseen").happens(_ASKED_UNSEEN, *keys)
        key = np.unique(row[line[taken]] * 1_000_000 + variant[taken])
        return key // 1_000_000, key % 1_000_000


def expected_orders(catalogue: Catalogue, organisations: Organisations, day: int, is_listed: Bools) -> Floats:
    """Return the units that business customers are expected to order on an order day; shape (variants, markets).

    Args:
        catalogue: What there is to order.
        organisations: Who may order.
        day: An order day.
        is_listed: Whether each variant stood on that day's list.
    """
    is_customer = (organisations.is_customer == 1) & (organisations.since < day * DAY_SECONDS)
    customers = np.bincount(organisations.market[is_customer], minlength=len(MARKETS))
    liking = _liking(catalogue, day)
    chance = liking / liking.sum()
    chosen = np.mean([1 - (1 - chance) ** count for count in range(*_OPTIONS)], axis=0)
    units = chosen * np.where(catalogue.options.sizes == 1, 1.0, _SIZES_TAKEN) * np.mean(range(*_UNITS))
    asked = units[catalogue.variants.option] * np.where(is_listed, 1.0, _ASKED_UNSEEN)
    return np.asarray(asked[:, None] * customers * _ORDERS_A_WEEK, dtype=np.float64)


def _liking(catalogue: Catalogue, day: int) -> Floats:
    """Return how much business customers like each option that is on sale and will be for a while."""
    styles, options = catalogue.styles, catalogue.options
    is_sold = (styles.launch <= day) & (styles.finish > day + 30)
    weight = np.where(is_sold, styles.hoped, 0.0) * np.where(np.arange(len(styles.code)) < CORE_STYLES, 0.6, 1.0)
    return np.asarray(weight[options.style] * options.share, dtype=np.float64)


def currency_of(market: Ints) -> Ints:
    """Return the currency in which business customers of each market are invoiced."""
    codes = [_CURRENCY_OF_MARKET.get(entry.code, "EUR") for entry in MARKETS]
    found: Ints = np.array([CURRENCY_CODES.index(code) for code in codes])[market]
    return found


def _market(code: str) -> int:
    return [entry.code for entry in MARKETS].index(code)
