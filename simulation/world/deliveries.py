"""What suppliers deliver: late, short, in two parts, with rejects; and what it costs and bills.

Belongs here: receipts, their value and the suppliers' bills. Not here: what was planned (`purchasing`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Columns, Ints, divide_rounded, stream, total_by
from simulation.world.calendar import DAY_SECONDS, DAYS
from simulation.world.catalogue import Catalogue
from simulation.world.organisations import Suppliers
from simulation.world.purchasing import PLACES, PurchaseLines, PurchaseOrders
from simulation.world.rates import FIRST_RATE_DAY

_IN_TWO = 0.12
_SHORT = 0.07
_REJECTED = 0.04
_COUNTING_CLOCK = 10 * 3600


@dataclass(frozen=True)
class Deliveries(Columns):
    """One row per receipt of a line, by day. `done` is what was counted at the dock, `rejected` the part sent back."""

    line: Ints
    day: Ints
    second: Ints
    done: Ints
    rejected: Ints


@dataclass(frozen=True)
class Bills(Columns):
    """One row per supplier's bill: a purchase order's receipts of one day; amounts in cents."""

    purchase: Ints
    day: Ints
    untaxed: Ints


@dataclass(frozen=True)
class BillLines(Columns):
    """One row per line of a bill."""

    bill: Ints
    delivery: Ints
    subtotal: Ints


def deliver(
    seed: int, catalogue: Catalogue, suppliers: Suppliers, orders: PurchaseOrders, lines: PurchaseLines
) -> Deliveries:
    """Let the suppliers deliver; receipts after the last day have not happened.

    The first goods of a SKU are never very late: three days before the launch, or two weeks after the wish.
    """
    rng = stream(seed, "deliveries")
    arrives = _arrival(rng, suppliers, orders)[lines.purchase]
    arrives = np.where(lines.is_first, np.minimum(arrives, _latest_first(catalogue, orders, lines)), arrives)
    short = np.ceil(lines.quantity * rng.uniform(0.03, 0.2, len(arrives))).astype(np.int64)
    total = lines.quantity - np.where((rng.random(len(arrives)) < _SHORT) & (lines.quantity > short), short, 0)
    in_two = (rng.random(len(arrives)) < _IN_TWO) & (total > 1) & ~lines.is_first
    first = np.where(in_two, (total * 3 + 4) // 5, total)
    again = np.flatnonzero(in_two & (total > first))
    line = np.r_[np.arange(len(arrives)), again]
    day = np.r_[arrives, arrives[again] + rng.integers(6, 16, len(again))]
    done = np.r_[first, (total - first)[again]]
    rejected = np.where((rng.random(len(line)) < _REJECTED) & (done > 2), (done + 7) // 10, 0)
    came = (day < DAYS) & ~orders.is_cancelled[lines.purchase[line]]
    order = np.flatnonzero(came)[np.lexsort((line[came], day[came]))]
    second = day[order] * DAY_SECONDS + _COUNTING_CLOCK + 7 * lines.purchase[line[order]] % 20_000
    return Deliveries(line[order], day[order], second, done[order], rejected[order])


def unit_costs(
    daily_rates: Ints, suppliers: Suppliers, orders: PurchaseOrders, lines: PurchaseLines, deliveries: Deliveries
) -> Ints:
    """Return the cost of one unit of each delivery in ten-thousandths of a euro, at the rate of the receipt's day."""
    currency = suppliers.currency[orders.supplier[lines.purchase[deliveries.line]]]
    rate = daily_rates[currency, deliveries.day - FIRST_RATE_DAY]
    return divide_rounded(lines.price[deliveries.line] * 100 * 1_000_000, rate)


def bill(lines: PurchaseLines, deliveries: Deliveries) -> tuple[Bills, BillLines]:
    """Let suppliers bill what was accepted, three days after the receipt; later bills have not come yet."""
    purchase = lines.purchase[deliveries.line]
    due = np.flatnonzero((deliveries.day + 3 < DAYS) & (deliveries.done > deliveries.rejected))
    key = (deliveries.day[due] + 3) * 1_000_000 + purchase[due]
    found, number = np.unique(key, return_inverse=True)
    order = np.argsort(number, kind="stable")
    delivery = due[order]
    accepted = (deliveries.done - deliveries.rejected)[delivery]
    subtotal = accepted * lines.price[deliveries.line[delivery]]
    untaxed = total_by(number[order], subtotal, len(found))
    return Bills(found % 1_000_000, found // 1_000_000, untaxed), BillLines(number[order], delivery, subtotal)


def _arrival(rng: np.random.Generator, suppliers: Suppliers, orders: PurchaseOrders) -> Ints:
    """Return the day each purchase order arrives: a few days early, or late as its supplier is wont to."""
    count = len(orders.supplier)
    late = rng.random(count) < suppliers.late_share[orders.supplier]
    days = np.where(late, 1 + rng.gamma(1.6, 5.0, count).astype(np.int64), -rng.integers(0, 4, count))
    return orders.promised + days


def _latest_first(catalogue: Catalogue, orders: PurchaseOrders, lines: PurchaseLines) -> Ints:
    """Return the last day on which the first goods of a SKU may arrive: before the launch if that is still to come."""
    fabrics = np.zeros(len(catalogue.fabrics.code), dtype=np.int64)
    launch = np.r_[catalogue.styles.launch[catalogue.variants.style], fabrics][lines.goods]
    planned = orders.planned[lines.purchase]
    return np.where(launch - 3 > planned, launch - 3, planned + 14)


def pair_of(orders: PurchaseOrders, lines: PurchaseLines, deliveries: Deliveries, skus: int) -> Ints:
    """Return each delivery's SKU × warehouse number; negative for fabrics."""
    goods = lines.goods[deliveries.line]
    place = orders.warehouse[lines.purchase[deliveries.line]]
    return np.where(goods < skus, goods * PLACES + place, -1)
