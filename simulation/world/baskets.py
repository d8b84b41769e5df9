"""From wanted units that are in stock to orders: who buys what together, and when in the day.

Belongs here: baskets, their moment and their number. Not here: who the buyer is (`buyers`), or what becomes of an
order (`fates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, run_starts
from simulation.world.calendar import DAY_SECONDS, NEVER
from simulation.world.draws import Dice
from simulation.world.markets import CHANNELS, HOME_MARKET, MARKETS, STORE, WEB
from simulation.world.zones import offset_on

SALE, EXCHANGE, REPLACEMENT, TEST, GIFT_CARD = range(5)
KINDS = ("sale", "exchange", "replacement", "test", "gift_card")
_UNITS_PER_ORDER = np.array([3.0, 2.8, 1.35, 2.0])
"""By channel."""
_SEEN_TOGETHER = 0.4
_OUTFITS = 45
_HOURS: Floats = np.array([[3, 2, 1, 1, 1, 2, 3, 5, 7, 8, 9, 9, 10, 9, 8, 8, 8, 9, 10, 12, 14, 14, 11, 6.0]])
_STORE_HOURS: Floats = np.array([[*[0.0] * 10, 4, 7, 9, 8, 9, 11, 12, 12, 9, 5, *[0.0] * 4]])
_TESTS_A_DAY = 0.07
_GIFT_CARDS_A_DAY = 0.5


@dataclass(frozen=True)
class Orders(Columns):
    """One row per order, by number. `key` names the order for all draws; `second` is when it was placed, in UTC.

    `replaces` is the unit for which an exchange or a replacement is sent, -1 for every other order.
    """

    number: Ints
    key: Ints
    kind: Ints
    day: Ints
    second: Ints
    market: Ints
    channel: Ints
    is_preorder: Bools
    replaces: Ints


@dataclass(frozen=True)
class Placed(Columns):
    """One row per order before it has its moment and its number; the fields are those of Orders."""

    key: Ints
    kind: Ints
    market: Ints
    channel: Ints
    is_preorder: Ints
    replaces: Ints


def fill_baskets(seed: int, keys: Ints, style: Ints, day: int, group: Ints) -> tuple[Ints, Ints]:
    """Put units into baskets.

    Args:
        seed: Seed of the world.
        keys: Keys of the units.
        style: Style of each unit; styles of one outfit are often bought together.
        day: The day.
        group: Units of different groups never share a basket; the channel plus any multiple of their count.

    Returns:
        For each unit the number of its basket from 0, and for each basket the row of its first unit.
    """
    outfit = Dice(seed, "outfit").whole(0, _OUTFITS, style)
    together = Dice(seed, "together").happens(_SEEN_TOGETHER, keys)
    place = np.where(together, Dice(seed, "outfit of a day").bits(outfit, day), Dice(seed, "alone").bits(keys))
    order = np.lexsort((keys, place, group))
    sorted_group = group[order]
    is_first = run_starts(sorted_group)
    chance = 1.0 / _UNITS_PER_ORDER[sorted_group % len(CHANNELS)]
    is_first |= Dice(seed, "basket begins").happens(chance, keys[order])
    basket = np.empty(len(keys), dtype=np.int64)
    basket[order] = np.cumsum(is_first) - 1
    return basket, order[is_first]


def extra_orders(seed: int, scale: float, day: int) -> Placed:
    """Return the day's test orders and the orders for gift cards, which hold no goods."""
    tests = int(Dice(seed, "tests").poisson(np.array([_TESTS_A_DAY]), day)[0])
    cards = int(Dice(seed, "gift cards").poisson(np.array([_GIFT_CARDS_A_DAY * scale]), day)[0])
    number = np.arange(tests + cards)
    kind = np.where(number < tests, TEST, GIFT_CARD)
    market = Dice(seed, "market of an extra").whole(0, len(MARKETS), day, number)
    market = np.where(kind == TEST, np.where(number % 2 == 0, HOME_MARKET, 0), market)
    key = Dice(seed, "extra").bits(day, number)
    return Placed(key, kind, market, np.full(len(key), WEB), np.zeros_like(key), np.full(len(key), NEVER))


def assemble(seed: int, parts: Sequence[Placed], day: int, first_number: int) -> tuple[Orders, Ints]:
    """Give the day's orders their moments, and number them in that order.

    Args:
        seed: Seed of the world.
        parts: Orders of the day.
        day: The day.
        first_number: Number of the first order.

    Returns:
        The orders, and for each row as given the number that it got.
    """
    placed = Placed.stacked(parts)
    second = _seconds_of(seed, placed, day)
    order = np.lexsort((placed.key, second))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = first_number + np.arange(len(order))
    rows = placed.rows(order)
    orders = Orders(
        number[order], rows.key, rows.kind, np.full(len(order), day), second[order], rows.market, rows.channel,
        rows.is_preorder.astype(bool), rows.replaces,
    )  # fmt: skip
    return orders, number


def _seconds_of(seed: int, placed: Placed, day: int) -> Ints:
    """Return the second at which each order is placed: the hours of its market, in UTC."""
    key, first_row = placed.key, np.zeros(len(placed.key), dtype=np.int64)
    at_home = Dice(seed, "hour").pick(_HOURS, first_row, key)
    in_store = Dice(seed, "hour in the store").pick(_STORE_HOURS, first_row, key)
    hour = np.where(placed.channel == STORE, in_store, at_home)
    within = Dice(seed, "second").whole(0, 3600, key)
    offsets = np.array([offset_on(entry.zone, day) for entry in MARKETS])
    return np.asarray(day * DAY_SECONDS + hour * 3600 + within - offsets[placed.market], dtype=np.int64)
