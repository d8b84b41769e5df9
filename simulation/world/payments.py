"""How orders are paid: by gateway, gift card, at the door or at the till; and what is paid back.

Belongs here: transactions, gift cards, providers' fees. Not here: when providers and carriers pay it out (`payouts`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.world.arrays import Bools, Columns, Ints, divide_rounded, first_of, total_by
from simulation.world.baskets import EXCHANGE, GIFT_CARD, REPLACEMENT, SALE, Orders
from simulation.world.calendar import DAY_SECONDS, FAR_AHEAD, NEVER
from simulation.world.draws import Dice
from simulation.world.fates import OrderFates
from simulation.world.markets import CASH_ON_DELIVERY, CURRENCY_DIGITS, MARKET_CURRENCY, MARKETPLACE, STORE
from simulation.world.refunds import Refunds
from simulation.world.sales import Bills

GATEWAY, GIFT, CASH, TILL, PLATFORM, EXCHANGE_CREDIT = range(6)
MEANS = ("gateway", "gift_card", "cash_on_delivery", "till", "marketplace", "exchange_credit")
PAID, FAILED, PAID_BACK = range(3)
_FAILED_FIRST = 0.03
_FEES = np.array([(290, 30), (340, 35), (450, 30)])
"""Hundredths of a per cent and hundredths of a main unit, by number of the market's gateway."""
_CASH_FEE = 150
_REDEEMED = 0.8


@dataclass(frozen=True)
class Transactions(Columns):
    """One row per payment of an order, by order; `status` as PAID, FAILED, PAID_BACK; `fee` is the provider's."""

    number: Ints
    order: Ints
    second: Ints
    means: Ints
    gateway: Ints
    status: Ints
    amount: Ints
    fee: Ints
    refund: Ints


@dataclass(frozen=True)
class GiftCards(Columns):
    """One row per gift card; `spent_on` is the order that it paid for in part, NEVER while it is not redeemed."""

    number: Ints
    order: Ints
    market: Ints
    value: Ints
    sold_at: Ints
    ready_at: Ints


@dataclass(frozen=True)
class Redemptions(Columns):
    """One row per gift card that was spent."""

    card: Ints
    order: Ints
    amount: Ints
    second: Ints


class Counter:
    """Takes the money, part by part, in the order of the orders' numbers."""

    def __init__(self, seed: int) -> None:
        """Begin with the first payment."""
        self._seed = seed
        self._transactions, self._cards = 0, 0
        nothing = np.zeros(0, dtype=np.int64)
        self._open = GiftCards(*[nothing] * 6)
        self._used: Ints = nothing

    def sell_cards(self, orders: Orders, bills: Bills) -> GiftCards:
        """Return the gift cards among some orders; they can be spent from a while later on."""
        rows = np.flatnonzero(orders.kind == GIFT_CARD)
        wait = Dice(self._seed, "card kept").gamma(1.5, 60.0, orders.key[rows]) * DAY_SECONDS
        ready = orders.second[rows] + 5 * DAY_SECONDS + wait.astype(np.int64)
        spends = Dice(self._seed, "card spent").happens(_REDEEMED, orders.key[rows])
        cards = GiftCards(
            self._cards + np.arange(len(rows)), orders.number[rows], orders.market[rows], bills.total[rows],
            orders.second[rows], np.where(spends, ready, FAR_AHEAD - 1),
        )  # fmt: skip
        self._cards += len(rows)
        self._open = GiftCards.stacked([self._open, cards])
        return cards

    def redeem(self, orders: Orders, fates: OrderFates, bills: Bills) -> Redemptions:
        """Spend open cards on the first order of their market that is paid by gateway and comes after they are ready.

        Two cards that meet on one order are not both spent: the younger one expires.
        """
        may = (orders.kind == SALE) & (orders.channel < MARKETPLACE) & (fates.method < CASH_ON_DELIVERY)
        rows = np.flatnonzero(may & (fates.cancelled_at == NEVER))
        rows = rows[np.lexsort((orders.number[rows], orders.second[rows], orders.market[rows]))]
        place = orders.market[rows] * FAR_AHEAD + orders.second[rows]
        found = np.searchsorted(place, self._open.market * FAR_AHEAD + self._open.ready_at)
        target = rows[np.minimum(found, len(rows) - 1)] if len(rows) else np.zeros(len(found), dtype=np.int64)
        hits = (found < len(rows)) & (orders.market[target] == self._open.market if len(rows) else False)
        chosen = np.flatnonzero(hits)
        chosen = chosen[np.unique(target[chosen], return_index=True)[1]]
        cards, row = self._open.rows(chosen), target[chosen]
        self._open = self._open.rows(~hits)
        amount = np.minimum(cards.value, bills.total[row])
        return Redemptions(cards.number, orders.number[row], amount, orders.second[row])

    def pay(
        self, orders: Orders, fates: OrderFates, bills: Bills, spent: Redemptions, refunds: Refunds
    ) -> Transactions:
        """Return every payment of some orders, and what is paid back."""
        by_card = total_by(spent.order - first_of(orders.number), spent.amount, len(orders.key))
        due = np.where(orders.kind == REPLACEMENT, 0, bills.total - by_card)
        means = _means(orders, fates)
        when = _when(orders, fates, means)
        pays = (due > 0) & (when != NEVER)
        parts = [
            self._part(orders, fates, means, np.flatnonzero(pays), when, due, PAID),
            self._part(orders, fates, means, np.flatnonzero(pays & self._fails(orders, means)), when - 43, due, FAILED),
            self._by_card(orders, spent),
            self._back(orders, fates, means, bills, refunds),
        ]
        rows = Transactions.stacked(parts)
        order = np.lexsort((rows.means, rows.status, rows.second, rows.order))
        rows = rows.rows(order)
        number = self._transactions + np.arange(len(order))
        self._transactions += len(order)
        return replace(rows, number=number)

    def _fails(self, orders: Orders, means: Ints) -> Bools:
        fails = Dice(self._seed, "fails first").happens(_FAILED_FIRST, orders.key)
        return np.asarray((means == GATEWAY) & (orders.kind == SALE) & fails)

    def _part(
        self, orders: Orders, fates: OrderFates, means: Ints, rows: Ints, when: Ints, due: Ints, status: int
    ) -> Transactions:
        gateway = np.where(means[rows] == GATEWAY, fates.method[rows], NEVER)
        amount = due[rows]
        fee = _fee(orders.market[rows], means[rows], gateway, amount) * (status != FAILED)
        none = np.full(len(rows), NEVER)
        return Transactions(
            none, orders.number[rows], when[rows], means[rows], gateway, np.full(len(rows), status), amount, fee, none
        )

    def _by_card(self, orders: Orders, spent: Redemptions) -> Transactions:
        none = np.full(len(spent.card), NEVER)
        return Transactions(
            none, spent.order, spent.second + 50, np.full(len(none), GIFT), none, np.full(len(none), PAID),
            spent.amount, np.zeros(len(none), dtype=np.int64), none,
        )  # fmt: skip

    def _back(self, orders: Orders, fates: OrderFates, means: Ints, bills: Bills, refunds: Refunds) -> Transactions:
        """Pay refunds back the way the money came; a gateway keeps its fee."""
        rows = np.flatnonzero(refunds.amount > 0)
        row = refunds.order[rows] - first_of(orders.number)
        gateway = np.where(means[row] == GATEWAY, fates.method[row], NEVER)
        none = np.full(len(rows), NEVER)
        return Transactions(
            none, refunds.order[rows], refunds.second[rows], means[row], gateway, np.full(len(rows), PAID_BACK),
            refunds.amount[rows], np.zeros(len(rows), dtype=np.int64), refunds.number[rows],
        )  # fmt: skip


def _fee(market: Ints, means: Ints, gateway: Ints, amount: Ints) -> Ints:
    """Return what the provider or carrier keeps of a payment; the marketplace charges commission instead."""
    minor = np.power(10, CURRENCY_DIGITS[MARKET_CURRENCY[market]])
    rate, fixed = _FEES[np.maximum(gateway, 0)].T
    by_gateway = divide_rounded(amount * rate, 10_000) + divide_rounded(fixed * minor, 100)
    at_door = divide_rounded(amount * _CASH_FEE, 10_000)
    return np.where(means == GATEWAY, by_gateway, np.where(means == CASH, at_door, 0))


def _means(orders: Orders, fates: OrderFates) -> Ints:
    """Return the means by which each order is paid."""
    means = np.where(orders.channel == STORE, TILL, np.where(orders.channel == MARKETPLACE, PLATFORM, GATEWAY))
    means = np.where(fates.method == CASH_ON_DELIVERY, CASH, means)
    return np.where(orders.kind == EXCHANGE, EXCHANGE_CREDIT, means)


def _when(orders: Orders, fates: OrderFates, means: Ints) -> Ints:
    """Return when the money comes: at once, or at the door where the parcel is taken."""
    taken = np.where((fates.refused_at == NEVER) & (fates.cancelled_at == NEVER), fates.arrives_at, NEVER)
    return np.where(means == CASH, taken, orders.second + 55)
