"""What the company buys: planned purchase orders for finished goods and fabrics.

Belongs here: when how much is ordered from whom, at which price. Not here: what arrives (`deliveries`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Floats, Ints, stream
from simulation.world.calendar import DAY_SECONDS, DAYS
from simulation.world.catalogue import Catalogue
from simulation.world.markets import CURRENCIES, OWN_WAREHOUSE, WAREHOUSES
from simulation.world.organisations import Suppliers

PLACES = len(WAREHOUSES)
_CYCLE = 28
_COVER = 63
_SMALLEST = 2


@dataclass(frozen=True)
class PurchaseOrders(Columns):
    """One row per purchase order, by time; days are day numbers. `promised` may differ from the wish `planned`."""

    supplier: Ints
    warehouse: Ints
    second: Ints
    planned: Ints
    promised: Ints
    has_promise: Bools
    is_cancelled: Bools
    is_twin: Bools


@dataclass(frozen=True)
class PurchaseLines(Columns):
    """One row per purchase order line; goods are SKUs, then fabrics. Price in cents of the supplier's currency."""

    purchase: Ints
    goods: Ints
    quantity: Ints
    price: Ints
    is_first: Bools


@dataclass(frozen=True)
class _Wishes:
    """Goods to order: where, from whom and on which day, before they are gathered into purchase orders."""

    supplier: Ints
    warehouse: Ints
    day: Ints
    goods: Ints
    quantity: Ints
    is_first: Bools


def plan_purchases(
    seed: int, catalogue: Catalogue, suppliers: Suppliers, leaving: Ints, coming_back: Ints
) -> tuple[PurchaseOrders, PurchaseLines, Ints]:
    """Order goods ahead of demand, with an error in what is expected, and fabrics at a steady pace.

    Args:
        seed: Seed of the world.
        catalogue: The goods.
        suppliers: The suppliers.
        leaving: Units that leave per SKU × warehouse and day, shape (SKUs × PLACES, DAYS).
        coming_back: Units that return to stock, same shape.

    Returns:
        Purchase orders, their lines, and the stock with which each SKU × warehouse opens.
    """
    rng = stream(seed, "purchasing")
    goods, opening = _goods_wishes(rng, catalogue, suppliers, leaving - coming_back)
    fabrics = _fabric_wishes(rng, catalogue)
    wishes = _Wishes(*(np.concatenate([getattr(part, name) for part in (goods, fabrics)]) for name in _NAMES))
    orders, lines = _gather(rng, wishes, catalogue, suppliers)
    return orders, lines, opening


_NAMES = tuple(_Wishes.__dataclass_fields__)


def _goods_wishes(
    rng: np.random.Generator, catalogue: Catalogue, suppliers: Suppliers, net: Ints
) -> tuple[_Wishes, Ints]:
    """Review every SKU × warehouse each cycle and order up to what is expected until the goods of the next cycle."""
    style = np.repeat(catalogue.variants.style, PLACES)
    supplier = catalogue.styles.supplier[style]
    lead = suppliers.lead_days[supplier]
    first_day = 1 + 2 * supplier
    until = np.concatenate([np.zeros((len(net), 1), dtype=np.int64), np.cumsum(net, axis=1)], axis=1)
    expected = _expected(rng, until, np.zeros_like(lead), first_day + lead + _CYCLE, style, catalogue)
    opening = np.ceil(1.15 * expected + 0.8 * np.sqrt(expected)).astype(np.int64)
    ordered, rounds = opening.copy(), []
    for review in range(DAYS // _CYCLE + 1):
        day = first_day + review * _CYCLE
        expected = _expected(rng, until, day, day + lead + _COVER, style, catalogue)
        position = ordered - until[np.arange(len(style)), np.minimum(day, DAYS)]
        need = np.ceil(expected + 0.8 * np.sqrt(expected)).astype(np.int64) - position
        smallest = np.where(ordered == 0, 1, _SMALLEST)
        pair = np.flatnonzero((need >= smallest) & (day < DAYS))
        rounds.append((pair, day[pair], need[pair], ordered[pair] == 0))
        ordered[pair] += need[pair]
    pair, days, quantity, is_first = (np.concatenate(column) for column in zip(*rounds, strict=True))
    return _Wishes(supplier[pair], pair % PLACES, days, pair // PLACES, quantity, is_first), opening


def _expected(
    rng: np.random.Generator, until: Ints, start: Ints, stop: Ints, style: Ints, catalogue: Catalogue
) -> Floats:
    """Return what planners expect to need from `start` to before `stop`: the truth with an error per style.

    Beyond the end of the world the same days of the year before stand in.
    """
    row = np.arange(len(until))
    known = until[row, np.minimum(stop, DAYS)] - until[row, np.minimum(start, DAYS)]
    beyond = np.maximum(stop - DAYS, 0)
    last_year = until[row, DAYS - 364 + np.minimum(beyond, 364)] - until[row, DAYS - 364]
    error = rng.lognormal(-0.02, 0.2, len(catalogue.styles.code))[style]
    expected: Floats = np.maximum(known + last_year, 0) * error
    return expected


def _fabric_wishes(rng: np.random.Generator, catalogue: Catalogue) -> _Wishes:
    """Order every fabric about every five weeks, in whole rolls of fifty metres."""
    count = len(catalogue.fabrics.code)
    fabric, turn = (axis.ravel() for axis in np.indices((count, DAYS // 35 + 1)))
    day = 2 + 2 * catalogue.fabrics.supplier[fabric] + 35 * turn
    keep = (rng.random(len(fabric)) < 0.8) & (day < DAYS)
    fabric, day = fabric[keep], day[keep]
    quantity = rng.integers(1, 9, len(fabric)) * 50
    goods = len(catalogue.variants.sku) + fabric
    place = np.full(len(fabric), OWN_WAREHOUSE)
    return _Wishes(catalogue.fabrics.supplier[fabric], place, day, goods, quantity, np.zeros(len(fabric), dtype=bool))


def _gather(
    rng: np.random.Generator, wishes: _Wishes, catalogue: Catalogue, suppliers: Suppliers
) -> tuple[PurchaseOrders, PurchaseLines]:
    """Put the wishes of one day, supplier and warehouse on one purchase order."""
    key = (wishes.day * 100 + wishes.supplier) * 10 + wishes.warehouse
    order = np.lexsort((wishes.goods, key))
    found, purchase = np.unique(key[order], return_inverse=True)
    day, supplier, warehouse = found // 1000, found // 10 % 100, found % 10
    count, lead = len(found), suppliers.lead_days[supplier]
    planned = day + lead
    promised = planned + np.where(rng.random(count) < 0.2, rng.integers(3, 15, count), 0)
    has_first = np.bincount(purchase, weights=wishes.is_first[order], minlength=count) > 0
    cancelled = (rng.random(count) < 0.02) & ~has_first
    twin = suppliers.has_twin[supplier] & (day > 420) & (rng.random(count) < 0.5)
    second = day * DAY_SECONDS + rng.integers(8 * 3600, 17 * 3600, count)
    orders = PurchaseOrders(supplier, warehouse, second, planned, promised, rng.random(count) < 0.93, cancelled, twin)
    goods = wishes.goods[order]
    price = _prices(rng, catalogue, suppliers, goods, supplier[purchase], day[purchase])
    return orders, PurchaseLines(purchase, goods, wishes.quantity[order], price, wishes.is_first[order])


def _prices(
    rng: np.random.Generator, catalogue: Catalogue, suppliers: Suppliers, goods: Ints, supplier: Ints, day: Ints
) -> Ints:
    """Return the price per unit: the good's cost in the supplier's currency, dearer with time, with a little noise."""
    cost = np.r_[catalogue.styles.cost[catalogue.variants.style], catalogue.fabrics.cost][goods]
    rate = np.array([currency.per_euro for currency in CURRENCIES])[suppliers.currency[supplier]]
    price: Floats = cost * rate * (1 + 0.03 * day / 365) * rng.normal(1.0, 0.015, len(goods))
    return np.rint(price).astype(np.int64)
