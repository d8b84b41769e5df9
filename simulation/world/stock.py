"""Units per SKU, warehouse and day: what leaves, what comes back, what lies there.

Belongs here: the stock of finished goods, which is never negative. Not here: fabrics, whose use is not followed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.world.arrays import NEVER, Columns, Ints, total_by
from simulation.world.calendar import DAY_SECONDS, DAYS
from simulation.world.deliveries import Deliveries
from simulation.world.demand import Lines, Orders
from simulation.world.fulfilment import LineFates
from simulation.world.markets import MARKET_WAREHOUSE, OWN_WAREHOUSE
from simulation.world.purchasing import PLACES, PurchaseLines
from simulation.world.refunds import RETURN, RefundLines, Refunds
from simulation.world.wholesale import InvoiceLines, Invoices

_SUNDAY = 6


@dataclass(frozen=True)
class Snapshots(Columns):
    """One row per Sunday, 3PL warehouse and SKU that has ever been there; day -1 is 31 December 2023."""

    day: Ints
    warehouse: Ints
    variant: Ints
    on_hand: Ints
    available: Ints


def leaving_units(
    skus: int, orders: Orders, lines: Lines, fates: LineFates, invoices: Invoices, invoice_lines: InvoiceLines
) -> Ints:
    """Return the units that leave, by parcel or wholesale from the own warehouse; shape (SKUs × PLACES, DAYS)."""
    sent = np.flatnonzero(fates.shipped_at != NEVER)
    pair = lines.variant[sent] * PLACES + MARKET_WAREHOUSE[orders.market[lines.order[sent]]]
    sold = np.flatnonzero(~invoices.is_credit[invoice_lines.invoice])
    own = invoice_lines.variant[sold] * PLACES + OWN_WAREHOUSE
    return _grid(
        skus, np.r_[pair, own],
        np.r_[fates.shipped_at[sent] // DAY_SECONDS, invoices.day[invoice_lines.invoice[sold]]],
        np.r_[lines.quantity[sent], invoice_lines.quantity[sold]],
    )  # fmt: skip


def returned_units(skus: int, orders: Orders, lines: Lines, refunds: Refunds, refund_lines: RefundLines) -> Ints:
    """Return the units that customers send back into stock; same shape as `leaving_units`."""
    back = np.flatnonzero(refund_lines.kind == RETURN)
    line = refund_lines.line[back]
    pair = lines.variant[line] * PLACES + MARKET_WAREHOUSE[orders.market[lines.order[line]]]
    return _grid(skus, pair, refunds.second[refund_lines.refund[back]] // DAY_SECONDS, refund_lines.quantity[back])


def settle(
    leaving: Ints, coming_back: Ints, opening: Ints, pair: Ints, lines: PurchaseLines, deliveries: Deliveries
) -> tuple[Ints, PurchaseLines, Deliveries]:
    """Walk through the days, and where stock would run below zero let the last delivery have been larger.

    Args:
        leaving: Units out per SKU × warehouse and day.
        coming_back: Units back from customers.
        opening: Stock at the start; grows where nothing was delivered before the need.
        pair: SKU × warehouse of each delivery, negative for fabrics.
        lines: Purchase lines; the ordered quantity grows with the delivered one.
        deliveries: Receipts by day.

    Returns:
        Opening stock, purchase lines and deliveries that never leave a negative stock, even before the day's receipts.
    """
    opening, done, ordered = opening.copy(), deliveries.done.copy(), lines.quantity.copy()
    stock, last = opening.copy(), np.full(len(opening), NEVER)
    first = np.searchsorted(deliveries.day, np.arange(DAYS + 1))
    for day in range(DAYS):
        lacking = np.flatnonzero(leaving[:, day] > stock)
        missing, source = (leaving[:, day] - stock)[lacking], last[lacking]
        opening[lacking] += np.where(source == NEVER, missing, 0)
        known = source != NEVER
        done[source[known]] += missing[known]
        ordered[deliveries.line[source[known]]] += missing[known]
        stock[lacking] += missing
        today = np.arange(first[day], first[day + 1])
        today = today[pair[today] >= 0]
        np.add.at(stock, pair[today], (done - deliveries.rejected)[today])
        last[pair[today]] = today
        stock += coming_back[:, day] - leaving[:, day]
    return opening, replace(lines, quantity=ordered), replace(deliveries, done=done)


def stock_path(leaving: Ints, coming_back: Ints, opening: Ints, pair: Ints, deliveries: Deliveries) -> Ints:
    """Return the stock at the end of each day, shape (SKUs × PLACES, DAYS + 1); column 0 is the opening."""
    goods = np.flatnonzero(pair >= 0)
    accepted = (deliveries.done - deliveries.rejected)[goods]
    received = _grid(len(leaving) // PLACES, pair[goods], deliveries.day[goods], accepted)
    changes = np.concatenate([opening[:, None], received + coming_back - leaving], axis=1)
    return np.cumsum(changes, axis=1)


def snapshots(path: Ints, reserved: Ints) -> Snapshots:
    """Return what the 3PL counts each Sunday.

    Args:
        path: Stock as of `stock_path`.
        reserved: Units of open orders at the end of each day, shape (SKUs × PLACES, DAYS).
    """
    day = np.arange(-1, DAYS)
    sundays = day[day % 7 == _SUNDAY]
    present = np.cumsum(path > 0, axis=1) > 0
    at_3pl = np.flatnonzero(np.arange(len(path)) % PLACES != OWN_WAREHOUSE)
    week, row = np.nonzero(present[at_3pl][:, sundays + 1].T)
    pair, column = at_3pl[row], sundays[week] + 1
    on_hand = path[pair, column]
    held = np.where(column > 0, reserved[pair, np.maximum(column - 1, 0)], 0)
    order = np.lexsort((pair // PLACES, pair % PLACES, column))
    columns = (column - 1, pair % PLACES, pair // PLACES, on_hand, np.maximum(on_hand - held, 0))
    return Snapshots(*(values[order] for values in columns))


def reserved_units(skus: int, orders: Orders, lines: Lines, fates: LineFates, leaves_at: Ints) -> Ints:
    """Return the units of orders placed but not sent at the end of each day; same shape as `leaving_units`."""
    wanted = np.flatnonzero((leaves_at[lines.order] != NEVER) & (fates.short_at == NEVER))
    pair = lines.variant[wanted] * PLACES + MARKET_WAREHOUSE[orders.market[lines.order[wanted]]]
    placed = orders.second[lines.order[wanted]] // DAY_SECONDS
    grid = _grid(skus, pair, placed, lines.quantity[wanted])
    sent = np.flatnonzero(fates.shipped_at[wanted] != NEVER)
    gone = _grid(skus, pair[sent], fates.shipped_at[wanted][sent] // DAY_SECONDS, lines.quantity[wanted][sent])
    return np.cumsum(grid - gone, axis=1)


def _grid(skus: int, pair: Ints, day: Ints, quantity: Ints) -> Ints:
    """Sum quantities into a grid of SKU × warehouse and day."""
    return total_by(pair * DAYS + day, quantity, skus * PLACES * DAYS).reshape(skus * PLACES, DAYS)
