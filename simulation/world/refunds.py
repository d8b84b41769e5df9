"""Money that goes back to customers, and all payments of the shop.

Belongs here: cancellations, returns, goodwill, and the transactions that pay for them. Not here: parcels or stock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import NEVER, Bools, Columns, Ints, divide_rounded, stream, total_by
from simulation.world.calendar import DAY_SECONDS, LAST_SECOND
from simulation.world.catalogue import CATEGORIES, Catalogue
from simulation.world.demand import Lines, Orders
from simulation.world.fulfilment import LineFates, OrderFates

RESTOCK_TYPES = ("RETURN", "CANCEL", "NO_RESTOCK")
RETURN, CANCEL, NO_RESTOCK = range(3)
REASONS = (
    "SIZE_TOO_SMALL", "SIZE_TOO_LARGE", "STYLE", "NOT_AS_DESCRIBED", "DEFECTIVE", "UNWANTED",
    "CUSTOMER", "INVENTORY", "LOST", "DAMAGED",
)  # fmt: skip
_CUSTOMER, _INVENTORY, _LOST, _DAMAGED = range(6, 10)
_RETURN_REASONS = np.array([0.3, 0.2, 0.18, 0.1, 0.07, 0.15])
_MARKET_RETURNS = np.array([1.0, 1.05, 1.35, 0.95, 0.85, 0.9, 0.8, 0.85, 0.8])
_GOODWILL = 0.013
_FAILED_FIRST = 0.03


@dataclass(frozen=True)
class RefundLines(Columns):
    """One row per refunded line or part of it, by refund; amounts in minor units, positive, ex tax but for `tax`."""

    refund: Ints
    line: Ints
    quantity: Ints
    kind: Ints
    reason: Ints
    subtotal: Ints
    tax: Ints


@dataclass(frozen=True)
class Refunds(Columns):
    """One row per refund, by time; `amount` is all that is paid back, with shipping if the order is cancelled."""

    order: Ints
    second: Ints
    amount: Ints


@dataclass(frozen=True)
class Transactions(Columns):
    """One row per payment, by order and time; `gateway` is a number 0..2 of the market's list, or NEVER for a test."""

    order: Ints
    second: Ints
    is_refund: Bools
    is_success: Bools
    gateway: Ints
    amount: Ints


@dataclass(frozen=True)
class _Events:
    """Refunded parts of lines before they are gathered into refunds; `done` units of the line went back earlier."""

    line: Ints
    second: Ints
    quantity: Ints
    done: Ints
    kind: Ints
    reason: Ints
    share: Ints


def build_refunds(
    seed: int, catalogue: Catalogue, orders: Orders, lines: Lines, fates: OrderFates, line_fates: LineFates
) -> tuple[Refunds, RefundLines]:
    """Give money back; what would happen after the last second has not happened."""
    rng = stream(seed, "refunds")
    returned = _returns(rng, catalogue, orders, lines, line_fates)
    events = _gather(
        _cancellations(lines, fates, line_fates), returned, _goodwill(rng, orders, lines, line_fates, returned.line)
    )
    order = lines.order[events.line]
    by_time = np.lexsort((events.line, order, events.second))
    events = _Events(*(getattr(events, name)[by_time] for name in events.__dataclass_fields__))
    order = order[by_time]
    is_new = np.r_[True, (order[1:] != order[:-1]) | (events.second[1:] != events.second[:-1])][: len(order)]
    refund = np.cumsum(is_new) - 1
    subtotal, tax = _amounts(events, lines)
    refund_order, second = order[is_new], events.second[is_new]
    whole = fates.cancelled_at[refund_order] == second
    amount = total_by(refund, subtotal + tax, len(second)) + np.where(whole, orders.shipping[refund_order], 0)
    return (
        Refunds(refund_order, second, amount),
        RefundLines(refund, events.line, events.quantity, events.kind, events.reason, subtotal, tax),
    )


def build_transactions(seed: int, orders: Orders, fates: OrderFates, refunds: Refunds) -> Transactions:
    """Write every payment: a few fail before they succeed, every refund is paid out at once."""
    rng = stream(seed, "payments")
    count = len(orders.second)
    paid = np.flatnonzero(~fates.is_pending)
    gateway = np.where(orders.is_test, NEVER, rng.choice(3, count, p=(0.62, 0.24, 0.14)))
    failed = np.flatnonzero(~fates.is_pending & ~orders.is_test & (rng.random(count) < _FAILED_FIRST))
    order = np.r_[paid, failed, refunds.order]
    wait = np.r_[np.full(len(paid), 55), np.full(len(failed), 12)]
    second = np.r_[np.minimum(orders.second[order[: len(wait)]] + wait, LAST_SECOND), refunds.second]
    is_refund = np.arange(len(order)) >= len(wait)
    is_success = ~((np.arange(len(order)) >= len(paid)) & ~is_refund)
    amount = np.r_[orders.total[paid], orders.total[failed], refunds.amount]
    by = np.lexsort((is_success, is_refund, second, order))
    return Transactions(order[by], second[by], is_refund[by], is_success[by], gateway[order][by], amount[by])


def _cancellations(lines: Lines, fates: OrderFates, line_fates: LineFates) -> _Events:
    """Return all lines of cancelled orders, and lines that were cancelled for want of stock."""
    whole = fates.cancelled_at[lines.order]
    line = np.flatnonzero((whole != NEVER) | (line_fates.short_at != NEVER))
    second = np.where(whole != NEVER, whole, line_fates.short_at)[line]
    reason = np.where(whole[line] != NEVER, _CUSTOMER, _INVENTORY)
    return _whole_lines(lines, line, second, CANCEL, reason)


def _returns(
    rng: np.random.Generator, catalogue: Catalogue, orders: Orders, lines: Lines, line_fates: LineFates
) -> _Events:
    """Send units back: one parcel per order, a second one for some lines of several units."""
    count, order = len(lines.order), lines.order
    rate = np.array([kind.returned for kind in CATEGORIES])[
        catalogue.styles.category[catalogue.variants.style[lines.variant]]
    ]
    comes_back = (line_fates.delivered_at != NEVER) & (
        rng.random(count) < rate * _MARKET_RETURNS[orders.market[order]] * 0.93
    )
    line = np.flatnonzero(comes_back)
    arrived = np.zeros(len(orders.second), dtype=np.int64)
    np.maximum.at(arrived, order, line_fates.delivered_at)
    second = arrived + rng.integers(4 * DAY_SECONDS, 25 * DAY_SECONDS, len(orders.second))
    bought = lines.quantity[line]
    back = np.where(rng.random(len(line)) < 0.45, 1, bought)
    split = (back > 1) & (rng.random(len(line)) < 0.4)
    first = np.where(split, 1, back)
    again = np.flatnonzero(split)
    event_line = np.r_[line, line[again]]
    late = np.r_[np.zeros(len(line), dtype=np.int64), np.full(len(again), 6 * DAY_SECONDS)]
    return _known(_Events(
        line=event_line, second=second[order[event_line]] + late, quantity=np.r_[first, (back - first)[again]],
        done=np.r_[np.zeros(len(line), dtype=np.int64), first[again]], kind=np.full(len(event_line), RETURN),
        reason=rng.choice(len(_RETURN_REASONS), len(event_line), p=_RETURN_REASONS),
        share=np.full(len(event_line), 100),
    ))  # fmt: skip


def _goodwill(rng: np.random.Generator, orders: Orders, lines: Lines, line_fates: LineFates, returned: Ints) -> _Events:
    """Pay back lost parcels in full, and a part of one unit's price for small damages of lines that are kept."""
    lost = np.flatnonzero(line_fates.is_lost)
    wait = rng.integers(12 * DAY_SECONDS, 20 * DAY_SECONDS, len(orders.second))
    whole = _whole_lines(
        lines, lost, (line_fates.shipped_at + wait[lines.order])[lost], NO_RESTOCK, np.full(len(lost), _LOST)
    )
    stays = (line_fates.delivered_at != NEVER) & (rng.random(len(lines.order)) < _GOODWILL)
    stays[returned] = False
    kept = np.flatnonzero(stays)
    second = line_fates.delivered_at[kept] + rng.integers(3600, 3 * DAY_SECONDS, len(kept))
    part = _Events(
        kept, second, np.ones(len(kept), dtype=np.int64), np.zeros(len(kept), dtype=np.int64),
        np.full(len(kept), NO_RESTOCK), np.full(len(kept), _DAMAGED), rng.choice((10, 15, 20, 30), len(kept)),
    )  # fmt: skip
    return _known(_gather(whole, part))


def _whole_lines(lines: Lines, line: Ints, second: Ints, kind: int, reason: Ints) -> _Events:
    zero = np.zeros(len(line), dtype=np.int64)
    return _Events(line, second, lines.quantity[line], zero, zero + kind, reason, zero + 100)


def _gather(*parts: _Events) -> _Events:
    return _Events(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Events.__dataclass_fields__))


def _known(events: _Events) -> _Events:
    """Drop what would happen after the last second."""
    known = events.second <= LAST_SECOND
    return _Events(*(getattr(events, name)[known] for name in events.__dataclass_fields__))


def _amounts(events: _Events, lines: Lines) -> tuple[Ints, Ints]:
    """Return what each part is worth, ex tax and tax; the parts of one line never exceed it.

    Returned units are valued by difference of rounded running totals, so that two parts sum to the whole line.
    """
    line = events.line
    bought, net = lines.quantity[line], (lines.quantity * lines.price - lines.discount)[line]
    parts = []
    for whole in (net, lines.tax[line]):
        until = divide_rounded(whole * (events.done + events.quantity), bought)
        part = until - divide_rounded(whole * events.done, bought)
        parts.append(np.where(events.share == 100, part, divide_rounded(part * events.share, 100)))
    return parts[0], parts[1]
