"""Who places each order: somebody new, or one who has bought before, most often not long ago.

Belongs here: the person behind every order, and the shop accounts. Not here: who those persons are (`people`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Bools, Columns, Ints
from simulation.world.baskets import EXCHANGE, REPLACEMENT, TEST, Orders
from simulation.world.calendar import DAY_SECONDS, FAR_AHEAD, NEVER
from simulation.world.draws import Dice
from simulation.world.markets import MARKET_SHOP, MARKETPLACE, STORE
from simulation.world.trading import Units

_GAP_SHAPE, _GAP_DAYS = 0.8, 95.0
_KNOWN_AT_FIRST = 0.4
_YEARS_TO_BE_KNOWN = 1.0
_KNOWN_IN_STORE = 0.4
_GUESTS = 0.1
_SECOND_ACCOUNTS = 0.03


@dataclass(frozen=True)
class Buyers(Columns):
    """One row per order: its person (NEVER for nobody known), and the account it was placed with (NEVER for guests)."""

    person: Ints
    account: Ints


@dataclass(frozen=True)
class Accounts(Columns):
    """One row per account of a shop, by the order that opened it; `is_second` marks a person's second one."""

    person: Ints
    shop: Ints
    is_second: Ints
    opened_at: Ints


@dataclass(frozen=True)
class Crowd:
    """The persons behind the orders: market and second of the first order of each, by number."""

    market: Ints
    since: Ints


def find_buyers(parameters: WorldParameters, orders: Orders, units: Units) -> tuple[Buyers, Accounts, Crowd]:
    """Say who placed each order.

    Args:
        parameters: The world's.
        orders: All orders.
        units: All units; exchanges and replacements go to the person of the order that they mend.
    """
    founder = _founders(parameters, orders)
    known = np.flatnonzero(founder != NEVER)
    found, number = np.unique(founder[known], return_inverse=True)
    person = np.full(len(orders.key), NEVER)
    person[known] = number
    person = _follow(orders, units, person)
    accounts, account = _accounts(parameters.seed, orders, units, person)
    return Buyers(person, account), accounts, Crowd(orders.market[found], orders.second[found])


def _founders(parameters: WorldParameters, orders: Orders) -> Ints:
    """Return for each order the first order of its person; NEVER where no person is known."""
    seed, key = parameters.seed, orders.key
    anonymous = (orders.channel == STORE) & ~Dice(seed, "known in store").happens(_KNOWN_IN_STORE, key)
    takes_part = ~anonymous & ~np.isin(orders.kind, (TEST, EXCHANGE, REPLACEMENT))
    rows = np.flatnonzero(takes_part)
    rows = rows[np.lexsort((orders.number[rows], orders.second[rows], orders.market[rows]))]
    place = orders.market[rows] * FAR_AHEAD + orders.second[rows]
    gap = Dice(seed, "since the last order").gamma(_GAP_SHAPE, _GAP_DAYS, key[rows]) * DAY_SECONDS
    before = np.searchsorted(place, place - gap.astype(np.int64) - 1, side="right") - 1
    within = (before >= 0) & (orders.market[rows[np.maximum(before, 0)]] == orders.market[rows])
    known = np.minimum(orders.second[rows] / (365 * DAY_SECONDS * _YEARS_TO_BE_KNOWN), 1.0)
    chance = parameters.repeat_share * (_KNOWN_AT_FIRST + (1 - _KNOWN_AT_FIRST) * np.maximum(known, 0.0))
    again = within & Dice(seed, "buys again").happens(chance, key[rows])
    parent = np.where(again, before, np.arange(len(rows)))
    while (parent[parent] != parent).any():
        parent = parent[parent]
    founder = np.full(len(key), NEVER)
    founder[rows] = rows[parent]
    return founder


def _follow(orders: Orders, units: Units, person: Ints) -> Ints:
    """Give exchanges and replacements the person of the order whose unit they replace, from the first to the last."""
    followed = person.copy()
    rows = np.flatnonzero(orders.replaces != NEVER)
    source = units.order[orders.replaces[rows]]
    for _ in range(4):
        followed[rows] = followed[source]
    return followed


def _accounts(seed: int, orders: Orders, units: Units, person: Ints) -> tuple[Accounts, Ints]:
    """Open an account at a person's first order in a shop that is not placed as a guest."""
    shop = MARKET_SHOP[orders.market]
    has_account = (person != NEVER) & (orders.channel < MARKETPLACE) & ~_as_guest(seed, orders, units)
    rows = np.flatnonzero(has_account)
    second = _is_second(seed, orders, person, rows)
    label = (person[rows] * 2 + shop[rows]) * 2 + second
    found, first, own = np.unique(label, return_index=True, return_inverse=True)
    by_time = np.argsort(rows[first], kind="stable")
    number = np.empty(len(found), dtype=np.int64)
    number[by_time] = np.arange(len(found))
    account = np.full(len(person), NEVER)
    account[rows] = number[own]
    opened = rows[first][by_time]
    wait = Dice(seed, "before the first order").whole(40, 900, orders.key[opened])
    table = Accounts(person[opened], shop[opened], found[by_time] % 2, orders.second[opened] - wait)
    return table, account


def _as_guest(seed: int, orders: Orders, units: Units) -> Bools:
    """Tell guest orders; an exchange or replacement is what the order was that it mends."""
    is_guest = Dice(seed, "guest").happens(_GUESTS, orders.key)
    rows = np.flatnonzero(orders.replaces != NEVER)
    source = units.order[orders.replaces[rows]]
    for _ in range(4):
        is_guest[rows] = is_guest[source]
    return is_guest


def _is_second(seed: int, orders: Orders, person: Ints, rows: Ints) -> Ints:
    """Return 1 for orders under the second account that a few persons open after a while."""
    has_two = Dice(seed, "second account").happens(_SECOND_ACCOUNTS, person[rows])
    later = Dice(seed, "second account since").uniform(person[rows]) * 500 * DAY_SECONDS
    return np.asarray(has_two & (orders.second[rows] > later), dtype=np.int64)
