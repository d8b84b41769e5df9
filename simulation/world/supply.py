"""What is bought from suppliers, and what they deliver: late, short, in parts, with rejects.

Belongs here: purchase orders for garments and fabric, and their deliveries. Not here: what to order (`planning`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Bools, Columns, Floats, Ints
from simulation.world.calendar import DAY_SECONDS, NEVER, TWIN_SINCE
from simulation.world.catalogue import Catalogue
from simulation.world.draws import Dice
from simulation.world.markets import CURRENCIES
from simulation.world.suppliers import SupplierTable

_PROMISED_LATER = 0.05
_IN_TWO, _LINE_IN_TWO = 0.08, 0.4
"""Share of orders that come in two parts, and of the lines of such an order."""
_SHORT = 0.06
_NEVER_IN_TWO, _NEVER_REJECTED = 4, 5
"""Deliveries of so few units come in one part, and are never rejected."""
_CANCELLED = 0.01
_MOVED = 0.25
"""How often a promise is moved, as a part of how often the supplier is late."""
_FOR_TWIN = 0.5
_LATE_DAYS = 7.0
_DOCK_SECOND = 9 * 3600


@dataclass(frozen=True)
class Purchases(Columns):
    """One row per purchase order, by number; days are day numbers.

    `wished` is the day we asked for, `promised` the first day that the supplier confirmed, `moved_to` a later one that
    overwrote it in the ERP, NEVER for most.
    """

    number: Ints
    supplier: Ints
    day: Ints
    second: Ints
    wished: Ints
    promised: Ints
    moved_to: Ints
    is_cancelled: Bools
    is_for_twin: Bools


@dataclass(frozen=True)
class PurchaseLines(Columns):
    """One row per line: `goods` are variants, or fabrics as of `fabric_goods`.

    `quantity` in units or hundredths of a metre, `price` in cents of the supplier's currency per unit or metre.
    """

    number: Ints
    purchase: Ints
    goods: Ints
    quantity: Ints
    price: Ints


@dataclass(frozen=True)
class Deliveries(Columns):
    """One row per receipt of a line; `counted` is what came to the dock, `rejected` the part of it that was refused."""

    line: Ints
    day: Ints
    second: Ints
    counted: Ints
    rejected: Ints
    part: Ints


class SupplyDesk:
    """Places purchase orders and knows what comes of them."""

    def __init__(self, parameters: WorldParameters, catalogue: Catalogue, suppliers: SupplierTable) -> None:
        """Begin with no order."""
        self._parameters, self._catalogue, self._suppliers = parameters, catalogue, suppliers
        self._purchases: list[Purchases] = []
        self._lines: list[PurchaseLines] = []
        self._deliveries: list[Deliveries] = []
        self._orders, self._rows = 0, 0

    def order(self, day: int, supplier: Ints, goods: Ints, quantity: Ints, *, may_fail: bool = True) -> Deliveries:
        """Order goods; those of one supplier stand on one order.

        Args:
            day: Day of the order.
            supplier: Supplier of each line.
            goods: Variant of each line, or fabric as of `fabric_goods`.
            quantity: Units, or hundredths of a metre.
            may_fail: Whether the supplier may cancel the whole order.

        Returns:
            What will be delivered.
        """
        found, own = np.unique(supplier, return_inverse=True)
        purchases = self._purchase(day, found, self._orders + np.arange(len(found)), may_fail)
        number, price = self._rows + np.arange(len(goods)), self._price(day, supplier, goods)
        lines = PurchaseLines(number, purchases.number[own], goods, quantity, price)
        deliveries = self._deliver(purchases, own, lines)
        self._purchases.append(purchases)
        self._lines.append(lines)
        self._deliveries.append(deliveries)
        self._orders, self._rows = self._orders + len(found), self._rows + len(goods)
        return deliveries

    def goods_of(self, line: Ints) -> Ints:
        """Return what the lines of the last order are of."""
        last = self._lines[-1]
        return np.asarray(last.goods[line - last.number[0]], dtype=np.int64)

    def tables(self) -> tuple[Purchases, PurchaseLines, Deliveries]:
        """Return everything that was ordered and delivered so far or will be."""
        return (
            Purchases.stacked(self._purchases),
            PurchaseLines.stacked(self._lines),
            Deliveries.stacked(self._deliveries),
        )

    def _purchase(self, day: int, supplier: Ints, number: Ints, may_fail: bool) -> Purchases:
        seed = self._parameters.seed
        wished = day + self._suppliers.lead_days[supplier]
        later = Dice(seed, "promised later").happens(_PROMISED_LATER, number)
        promised = wished + np.where(later, Dice(seed, "promise").whole(3, 15, number), 0)
        moved = Dice(seed, "promise moved").happens(self._late_share(supplier) * _MOVED, number)
        moved_to = np.where(moved, promised + Dice(seed, "moved to").whole(4, 18, number), NEVER)
        second = day * DAY_SECONDS + Dice(seed, "second of a purchase").whole(8 * 3600, 16 * 3600, number)
        has_twin = self._suppliers.has_twin[supplier] & (day > TWIN_SINCE)
        twin = has_twin & Dice(seed, "for the twin").happens(_FOR_TWIN, number)
        cancelled = Dice(seed, "purchase cancelled").happens(_CANCELLED if may_fail else 0.0, number)
        days = np.full(len(supplier), day)
        return Purchases(number, supplier, days, second, wished, promised, moved_to, cancelled, twin)

    def _late_share(self, supplier: Ints) -> Floats:
        share = self._suppliers.late[supplier] * self._parameters.supplier_lateness
        return np.asarray(np.minimum(share, 0.95), dtype=np.float64)

    def _deliver(self, purchases: Purchases, own: Ints, lines: PurchaseLines) -> Deliveries:
        """Decide what comes when: one or two receipts a line."""
        seed = self._parameters.seed
        total = self._delivered(lines)
        in_two = Dice(seed, "delivered in two").happens(_IN_TWO, purchases.number)[own] & (total > _NEVER_IN_TWO)
        in_two &= Dice(seed, "line in two").happens(_LINE_IN_TWO, lines.number)
        first = np.where(in_two, (total * 3 + 4) // 5, total)
        late_part = np.flatnonzero(in_two)
        line = np.r_[np.arange(len(lines.number)), late_part]
        part = (np.arange(len(line)) >= len(lines.number)).astype(np.int64)
        arrives = self._arrival(purchases)[own]
        wait = Dice(seed, "second part").whole(6, 16, lines.number[late_part])
        day = np.r_[arrives, arrives[late_part] + wait]
        counted = np.r_[first, (total - first)[late_part]]
        number = lines.number[line]
        rejected = self._rejected(purchases.supplier[own][line], number, part, counted)
        second = day * DAY_SECONDS + _DOCK_SECOND + 37 * number % 25_000
        keep = ~purchases.is_cancelled[own[line]]
        return Deliveries(number, day, second, counted, rejected, part).rows(keep)

    def _delivered(self, lines: PurchaseLines) -> Ints:
        """Return what comes of each line in all: for a few lines less than was ordered."""
        seed, number = self._parameters.seed, lines.number
        lacking = np.ceil(lines.quantity * (0.03 + 0.15 * Dice(seed, "lacking").uniform(number))).astype(np.int64)
        is_short = Dice(seed, "delivered short").happens(_SHORT, number) & (lines.quantity > lacking)
        return lines.quantity - np.where(is_short, lacking, 0)

    def _rejected(self, supplier: Ints, number: Ints, part: Ints, counted: Ints) -> Ints:
        """Return how many of the counted units are refused at the dock; of a handful none are."""
        drawn = Dice(self._parameters.seed, "rejected").uniform(number, part)
        share = self._suppliers.rejected[supplier] * 2 * drawn
        return np.where(counted > _NEVER_REJECTED, np.floor(counted * share), 0).astype(np.int64)

    def _arrival(self, purchases: Purchases) -> Ints:
        """Return the day each order arrives: near the promise, or late as its supplier is wont to be."""
        seed, supplier, number = self._parameters.seed, purchases.supplier, purchases.number
        spread, lead = self._suppliers.spread[supplier], self._suppliers.lead_days[supplier]
        swing = np.rint(0.35 * spread * lead * -np.abs(Dice(seed, "arrival").normal(number)))
        late = Dice(seed, "supplier late").happens(self._late_share(supplier), number)
        days = 1 + Dice(seed, "days overdue").gamma(1.5, _LATE_DAYS * self._parameters.supplier_lateness + 0.1, number)
        target = np.maximum(purchases.promised, purchases.moved_to)
        return np.asarray(target + np.where(late, np.floor(days), swing), dtype=np.int64)

    def _price(self, day: int, supplier: Ints, goods: Ints) -> Ints:
        """Return the price per unit or metre in the supplier's currency: the cost, dearer with time, and noise."""
        styles, fabrics = self._catalogue.styles, self._catalogue.fabrics
        of_fabric = fabrics.cost[fabric_goods(np.minimum(goods, -1))]
        cost = np.where(goods < 0, of_fabric, styles.cost[self._catalogue.variants.style[goods]])
        rate = np.array([currency.per_euro for currency in CURRENCIES])[self._suppliers.currency[supplier]]
        noise = 1 + 0.015 * Dice(self._parameters.seed, "price of a line").normal(goods, day)
        return np.asarray(np.rint(cost * rate * (1 + 0.03 * day / 365) * noise), dtype=np.int64)


def accepted(deliveries: Deliveries) -> Ints:
    """Return the units that go into stock."""
    return np.asarray(deliveries.counted - deliveries.rejected, dtype=np.int64)


def fabric_goods(fabric: Ints) -> Ints:
    """Return what purchase lines call each fabric: numbers below 0, and back again."""
    return np.asarray(-1 - fabric, dtype=np.int64)
