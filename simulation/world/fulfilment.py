"""What happens to an order once it is placed: cancelled, sent in parcels, delivered, lost.

Belongs here: cancellations and parcels. Not here: money that goes back (`refunds`) or stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import NEVER, Bools, Columns, Ints, stream
from simulation.world.calendar import DAY_SECONDS, LAST_SECOND, is_sale_day
from simulation.world.demand import Lines, Orders
from simulation.world.markets import MARKETS

_CANCELLED = 0.02
_PENDING = 0.15
_SPLIT = 0.06
_LOST = 0.004
_LINE_SHORT = 0.007


@dataclass(frozen=True)
class OrderFates(Columns):
    """One row per order; seconds are NEVER where it did not happen. A pending order is not paid yet."""

    cancelled_at: Ints
    is_pending: Bools
    leaves_at: Ints


@dataclass(frozen=True)
class LineFates(Columns):
    """One row per order line. `parcel` is 0 or 1, `short_at` when the line was cancelled for want of stock."""

    short_at: Ints
    parcel: Ints
    shipped_at: Ints
    delivered_at: Ints
    is_lost: Bools


def decide_orders(seed: int, orders: Orders) -> OrderFates:
    """Decide which orders are cancelled or still wait for their money, and when the others leave."""
    rng = stream(seed, "fates of orders")
    count, second = len(orders.second), orders.second
    cancelled_at = second + rng.integers(600, 30 * 3600, count)
    cancelled = (rng.random(count) < _CANCELLED) & ~orders.is_test & (cancelled_at <= LAST_SECOND)
    late = second > LAST_SECOND - 2 * DAY_SECONDS
    pending = late & (rng.random(count) < _PENDING) & ~cancelled & ~orders.is_test
    busy = is_sale_day()[second // DAY_SECONDS]
    delay = (rng.lognormal(0.2, 0.45, count) + 0.8 * busy) * DAY_SECONDS
    leaves_at = second + delay.astype(np.int64)
    goes = ~cancelled & ~pending & ~orders.is_test
    return OrderFates(np.where(cancelled, cancelled_at, NEVER), pending, np.where(goes, leaves_at, NEVER))


def decide_lines(seed: int, orders: Orders, lines: Lines, fates: OrderFates) -> LineFates:
    """Decide the parcel of every line, and when it leaves and arrives; nothing is known after the last second."""
    rng = stream(seed, "fates of lines")
    order, count = lines.order, len(lines.order)
    leaves, placed = fates.leaves_at[order], orders.second[order]
    short_at = placed + (leaves - placed) * 3 // 5
    short = (leaves != NEVER) & (lines.number > 1) & (rng.random(count) < _LINE_SHORT) & (short_at <= LAST_SECOND)
    second_parcel = (rng.random(len(orders.second)) < _SPLIT)[order] & (lines.number > 1)
    gap = rng.integers(DAY_SECONDS, 3 * DAY_SECONDS, len(orders.second))[order]
    shipped_at = leaves + np.where(second_parcel, gap, 0)
    shipped = (leaves != NEVER) & ~short & (shipped_at <= LAST_SECOND)
    is_lost = shipped & (rng.random((len(orders.second), 2)) < _LOST)[order, second_parcel.astype(np.int64)]
    delivered_at = shipped_at + _transit(rng, orders, second_parcel, order)
    arrived = shipped & ~is_lost & (delivered_at <= LAST_SECOND)
    return LineFates(
        np.where(short, short_at, NEVER), second_parcel.astype(np.int64), np.where(shipped, shipped_at, NEVER),
        np.where(arrived, delivered_at, NEVER), is_lost,
    )  # fmt: skip


def _transit(rng: np.random.Generator, orders: Orders, second_parcel: Bools, order: Ints) -> Ints:
    """Return the seconds each line's parcel is under way, by the market's transit days."""
    low, high = np.array([entry.transit_days for entry in MARKETS])[orders.market].T
    spread = rng.random((len(orders.second), 2))
    days = low[:, None] + spread * (high - low + 1)[:, None]
    return np.asarray(days[order, second_parcel.astype(np.int64)] * DAY_SECONDS, dtype=np.int64)
