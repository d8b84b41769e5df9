"""Money that goes back to customers, and why.

Belongs here: cancellations, returns, exchanges, lost parcels, goodwill and tax paid back. Not here: the payments that
carry it (`payments`), or goods (`fates`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.world.arrays import Bools, Columns, Ints, divide_rounded, first_of, run_starts, total_by
from simulation.world.baskets import SALE
from simulation.world.calendar import DAY_SECONDS, NEVER
from simulation.world.draws import Dice
from simulation.world.fates import OrderFates
from simulation.world.markets import CASH_ON_DELIVERY, MARKET_HAS_TAX_INSIDE
from simulation.world.sales import Bills, Priced
from simulation.world.trading import Part, is_sent_again

CANCELLED, SHORT, RETURNED, EXCHANGED, LOST, REFUSED, GOODWILL, TAX_ONLY = range(8)
CAUSES = ("cancelled", "short", "returned", "exchanged", "lost", "refused", "goodwill", "tax_only")
RETURN, CANCEL, NO_RESTOCK = range(3)
RESTOCK_TYPES = ("RETURN", "CANCEL", "NO_RESTOCK")
_RESTOCK: Ints = np.array([CANCEL, CANCEL, RETURN, RETURN, NO_RESTOCK, RETURN, NO_RESTOCK, NO_RESTOCK])
_GOODWILL = 0.012
_TAX_ONLY = 0.0012


@dataclass(frozen=True)
class RefundLines(Columns):
    """One row per refunded part of a line, by refund; amounts in minor units as in the order's lines.

    `subtotal` contains the tax where the line's price does. `reason` is as in `fates.REASONS`.
    """

    number: Ints
    refund: Ints
    line: Ints
    quantity: Ints
    cause: Ints
    restock: Ints
    reason: Ints
    subtotal: Ints
    tax: Ints


@dataclass(frozen=True)
class Refunds(Columns):
    """One row per refund of an order; `amount` is what the customer gets, 0 where goods are exchanged or unpaid."""

    number: Ints
    order: Ints
    second: Ints
    cause: Ints
    shipping: Ints
    amount: Ints


@dataclass(frozen=True)
class _Events(Columns):
    """Units or parts of their price that go back, before they are gathered into refunds."""

    order: Ints
    second: Ints
    line: Ints
    cause: Ints
    reason: Ints
    quantity: Ints
    subtotal: Ints
    tax: Ints


class RefundDesk:
    """Gives money back, part by part, in the order of the orders' numbers."""

    def __init__(self, seed: int) -> None:
        """Begin with the first refund."""
        self._seed = seed
        self._refunds, self._lines = 0, 0

    def refund(self, part: Part, priced: Priced) -> tuple[Refunds, RefundLines]:
        """Return what is refunded of some orders, with the moment of each refund."""
        events = self._events(part, priced)
        events = events.rows(np.lexsort((events.line, events.cause, events.second, events.order)))
        is_new = run_starts(events.order, events.second, events.cause)
        own = np.cumsum(is_new) - 1
        refunds = self._refunds_of(part, priced.bills, events, is_new, own)
        rows = self._lines_of(events, refunds.number[own])
        self._refunds += len(refunds.number)
        self._lines += len(rows.number)
        return refunds, rows

    def _refunds_of(self, part: Part, bills: Bills, events: _Events, is_new: Bools, own: Ints) -> Refunds:
        """Add up the events that make one refund, with the charges where the whole order goes back."""
        orders = part.orders
        order, second, cause = events.order[is_new], events.second[is_new], events.cause[is_new]
        row = order - first_of(orders.number)
        has_tax_inside = MARKET_HAS_TAX_INSIDE[orders.market[row]]
        goods, tax = (total_by(own, amount, len(order)) for amount in (events.subtotal, events.tax))
        whole = np.isin(cause, (CANCELLED, REFUSED))
        shipping = np.where(whole, bills.shipping[row] + np.where(has_tax_inside, 0, bills.shipping_tax[row]), 0)
        charges = np.where(whole, bills.duty[row] + bills.cash_fee[row], 0)
        goods = np.where(has_tax_inside & (cause != TAX_ONLY), goods, goods + tax)
        amount = np.where(_is_unpaid(part.fates, row, cause), 0, goods + shipping + charges)
        return Refunds(self._refunds + np.arange(len(order)), order, second, cause, shipping, amount)

    def _lines_of(self, events: _Events, refund: Ints) -> RefundLines:
        """Add up the units of a line that go back together."""
        is_new = run_starts(refund, events.line, events.reason)
        own = np.cumsum(is_new) - 1
        count = int(is_new.sum())
        sums = (total_by(own, amounts, count) for amounts in (events.quantity, events.subtotal, events.tax))
        quantity, subtotal, tax = sums
        cause = events.cause[is_new]
        return RefundLines(
            self._lines + np.arange(count), refund[is_new], events.line[is_new], quantity, cause, _RESTOCK[cause],
            events.reason[is_new], subtotal, tax,
        )  # fmt: skip

    def _events(self, part: Part, priced: Priced) -> _Events:
        """Return what goes back of every unit: of those that are gone, and goodwill for some that are kept."""
        units, unit_fates = part.units, part.unit_fates
        second, cause = self._fate(part)
        is_sale = part.orders.kind[part.row] == SALE
        gone = np.flatnonzero((cause != NEVER) & is_sale)
        whole = _Events(
            units.order[gone], second[gone], priced.line_of[gone], cause[gone], unit_fates.reason[gone],
            np.ones(len(gone), dtype=np.int64), priced.amount_of[gone], priced.tax_of[gone],
        )  # fmt: skip
        kept = np.flatnonzero((cause == NEVER) & (unit_fates.delivered_at != NEVER) & is_sale)
        return _Events.stacked([whole, self._goodwill(part, priced, kept)])

    def _fate(self, part: Part) -> tuple[Ints, Ints]:
        """Return when and why each unit's price goes back, NEVER where it does not."""
        row, fates, units = part.row, part.fates, part.unit_fates
        key = part.orders.key[row]
        wait = Dice(self._seed, "inspection").whole(DAY_SECONDS // 2, 4 * DAY_SECONDS, key, units.parcel)
        is_lost = (units.lost_at != NEVER) & ~is_sent_again(self._seed, part.units)
        comes_back = units.back_at != NEVER
        cases = (
            (fates.cancelled_at[row] != NEVER, fates.cancelled_at[row], CANCELLED),
            (fates.refused_at[row] != NEVER, fates.back_at[row] + DAY_SECONDS, REFUSED),
            (units.short_at != NEVER, units.short_at, SHORT),
            (is_lost, units.lost_at + DAY_SECONDS, LOST),
            (comes_back & (units.size_step != 0), units.back_at + wait, EXCHANGED),
            (comes_back, units.back_at + wait, RETURNED),
        )
        second, cause = np.full(len(row), NEVER), np.full(len(row), NEVER)
        for happens, when, why in reversed(cases):
            second, cause = np.where(happens, when, second), np.where(happens, why, cause)
        return second, cause

    def _goodwill(self, part: Part, priced: Priced, kept: Ints) -> _Events:
        """Give part of the price back for a few units that are kept, and for very few the tax alone."""
        key = part.units.key[kept]
        kind = Dice(self._seed, "goodwill").uniform(key)
        is_chosen = kind < _GOODWILL + _TAX_ONLY
        chosen, key, is_tax = kept[is_chosen], key[is_chosen], kind[is_chosen] >= _GOODWILL
        share = Dice(self._seed, "how much goodwill").whole(10, 31, key)
        amount, tax = priced.amount_of[chosen], priced.tax_of[chosen]
        given, given_tax = (divide_rounded(whole * share, 100) for whole in (amount, tax))
        days = Dice(self._seed, "goodwill after").whole(1, 20, key)
        nothing = np.zeros(len(chosen), dtype=np.int64)
        events = _Events(
            part.units.order[chosen], part.unit_fates.delivered_at[chosen] + days * DAY_SECONDS,
            priced.line_of[chosen], np.where(is_tax, TAX_ONLY, GOODWILL), nothing, nothing,
            np.where(is_tax, 0, given), np.where(is_tax, tax, given_tax),
        )  # fmt: skip
        return events.rows(np.flatnonzero(events.subtotal + events.tax > 0))


def _is_unpaid(fates: OrderFates, row: Ints, cause: Ints) -> Bools:
    """Tell refunds for which no money goes back: exchanges, and what would have been paid at the door."""
    is_open = (fates.refused_at[row] != NEVER) | np.isin(cause, (CANCELLED, SHORT))
    return np.asarray((cause == EXCHANGED) | ((fates.method[row] == CASH_ON_DELIVERY) & is_open))
