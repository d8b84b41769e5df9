"""Our own workshop: production orders, the fabric they wait for, and lines that can only do so much a day.

Belongs here: making garments on finite capacity. Not here: what to make (`planning`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.parameters import WorldParameters
from simulation.world.arrays import Columns, Ints, total_by
from simulation.world.calendar import DAY_SECONDS, NEVER
from simulation.world.catalogue import CATEGORIES, FABRIC_COUNT, Catalogue
from simulation.world.draws import Dice
from simulation.world.suppliers import OUR_WORKSHOP_DAYS, SupplierTable
from simulation.world.supply import Deliveries, SupplyDesk, accepted, fabric_goods

CUTTING, SEWING_A, SEWING_B, SEWING_C, FINISHING = range(5)
WORK_CENTRES = ("Cutting", "Sewing A", "Sewing B", "Sewing C", "Finishing")
_MINUTES_A_DAY = np.array([1050, 1900, 1900, 1900, 800])
"""At scale 1."""
_CUTTING_SHARE, _FINISHING_SHARE = 0.16, 0.12
_ROLL = 5_000
"""Hundredths of a metre: fabric is bought in rolls of fifty metres."""
_SECOND_CHOICE = 0.02
_PREPARATION_DAYS = 3


@dataclass(frozen=True)
class ProductionOrders(Columns):
    """One row per option that is made: days of the order, the wish, when it could begin, began and was done.

    Begin and end are NEVER as long as an order waits for its fabric.
    """

    number: Ints
    option: Ints
    day: Ints
    wished: Ints
    ready: Ints
    begins: Ints
    done: Ints


@dataclass(frozen=True)
class ProductionLines(Columns):
    """One row per production order and variant; `spoiled` units are second choice and never reach the stock."""

    order: Ints
    variant: Ints
    quantity: Ints
    spoiled: Ints


@dataclass(frozen=True)
class Operations(Columns):
    """One row per step of a production order; moments are seconds, `minutes` standard minutes."""

    order: Ints
    work_centre: Ints
    begins_at: Ints
    ends_at: Ints
    minutes: Ints


@dataclass(frozen=True)
class Consumption(Columns):
    """One row per production order and fabric; hundredths of a metre, taken when cutting begins."""

    order: Ints
    fabric: Ints
    metres: Ints
    day: Ints


class Workshop:
    """Makes what is ordered, one order after the other."""

    def __init__(
        self, parameters: WorldParameters, catalogue: Catalogue, suppliers: SupplierTable, desk: SupplyDesk
    ) -> None:
        """Begin with empty lines and some fabric of each kind."""
        self._seed, self._catalogue, self._suppliers, self._desk = parameters.seed, catalogue, suppliers, desk
        self._minutes = _MINUTES_A_DAY * max(parameters.scale, 0.05)
        self._free_at = np.zeros(len(WORK_CENTRES))
        self.opening_fabric: Ints = np.full(FABRIC_COUNT, int(24 * max(parameters.scale, 0.05)) * _ROLL)
        self._fabric = self.opening_fabric.copy()
        self._taken = np.zeros(FABRIC_COUNT, dtype=np.int64)
        self._coming: list[list[tuple[int, int]]] = [[] for _ in range(FABRIC_COUNT)]
        self._rows: list[list[int]] = []
        self._waiting: list[tuple[int, int]] = []
        self._operations: list[tuple[int, ...]] = []
        self._lines: list[ProductionLines] = []
        self._needs: list[tuple[int, Ints, Ints]] = []

    def make(self, day: int, option: int, variant: Ints, quantity: Ints) -> Ints:
        """Order the production of an option, which begins when its fabric is there and a line is free.

        Args:
            day: Day of the order.
            option: What is made.
            variant: Its sizes.
            quantity: Units of each.

        Returns:
            The units of each size that will be fit to be sold.
        """
        number = len(self._rows)
        ready = self._ready(day, number, variant, quantity)
        drawn = Dice(self._seed, "second choice").uniform(number, variant)
        spoiled = np.floor(2 * _SECOND_CHOICE * drawn * quantity).astype(np.int64)
        self._rows.append([number, option, day, day + OUR_WORKSHOP_DAYS, ready, NEVER, NEVER])
        self._lines.append(ProductionLines(np.full(len(variant), number), variant, quantity, spoiled))
        self._waiting.append((ready, number))
        return quantity - spoiled

    def begin(self, day: int, days: int) -> list[tuple[int, Ints, Ints]]:
        """Put on the lines what is ready within the coming days, in that order.

        Returns:
            For each order the day on which its goods are in the warehouse, its variants and their units.
        """
        now = sorted(entry for entry in self._waiting if entry[0] < day + days)
        self._waiting = [entry for entry in self._waiting if entry[0] >= day + days]
        finished = []
        for ready, number in now:
            lines = self._lines[number]
            begins, done = self._schedule(number, max(ready, day), int(lines.quantity.sum()))
            self._rows[number][5:] = [begins, done]
            finished.append((done, lines.variant, lines.quantity - lines.spoiled))
        return finished

    def tables(self) -> tuple[ProductionOrders, ProductionLines, Operations, Consumption]:
        """Return everything that was ordered so far, with what will come of it."""
        orders = np.array(self._rows, dtype=np.int64).reshape(-1, 7).T
        steps = np.array(self._operations, dtype=np.int64).reshape(-1, 5).T
        nothing = np.zeros(0, dtype=np.int64)
        lines = ProductionLines.stacked([ProductionLines(*[nothing] * 4), *self._lines])
        made = ProductionOrders(*orders)
        used = [
            Consumption(np.full(len(kind), n), kind, metres, made.begins[np.full(len(kind), n)])
            for n, kind, metres in self._needs
        ]
        return made, lines, Operations(*steps), Consumption.stacked([Consumption(*[nothing] * 4), *used])

    def _ready(self, day: int, number: int, variant: Ints, quantity: Ints) -> int:
        """Return the day on which cutting may begin: when patterns are laid and the last fabric has come."""
        need = self._need(variant, quantity)
        fabric = np.flatnonzero(need)
        missing = fabric[self._fabric[fabric] < need[fabric]]
        if len(missing):
            self._buy(day, missing, need[missing] - self._fabric[missing])
        self._fabric -= need
        self._taken += need
        self._needs.append((number, fabric, need[fabric]))
        return max([day + _PREPARATION_DAYS, *(self._there_on(kind) + 1 for kind in fabric.tolist())])

    def _there_on(self, fabric: int) -> int:
        """Return the day on which all that was promised of a fabric has come."""
        lacking, day = int(self._taken[fabric] - self.opening_fabric[fabric]), NEVER
        for arrival, metres in sorted(self._coming[fabric]):
            if lacking <= 0:
                break
            lacking, day = lacking - metres, arrival
        return day

    def _need(self, variant: Ints, quantity: Ints) -> Ints:
        materials = self._catalogue.materials
        units = np.zeros(len(self._catalogue.variants.sku), dtype=np.int64)
        units[variant] = quantity
        return total_by(materials.fabric, materials.metres * units[materials.variant], FABRIC_COUNT)

    def _buy(self, day: int, fabric: Ints, lacking: Ints) -> None:
        """Order fabric in whole rolls, at least what its weaver takes orders for and some to spare."""
        supplier = self._catalogue.fabrics.supplier[fabric]
        smallest = self._suppliers.smallest[supplier] * 100
        metres = np.maximum(lacking * 3 // 2, smallest)
        metres = -(-metres // _ROLL) * _ROLL
        coming = self._desk.order(day, supplier, fabric_goods(fabric), metres, may_fail=False)
        self._receive(coming)

    def _receive(self, coming: Deliveries) -> None:
        """Count on what is coming."""
        fabric = fabric_goods(self._desk.goods_of(coming.line))
        np.add.at(self._fabric, fabric, accepted(coming))
        for kind, day, metres in zip(fabric.tolist(), coming.day.tolist(), accepted(coming).tolist(), strict=True):
            self._coming[kind].append((day, metres))

    def _schedule(self, number: int, ready: int, units: int) -> tuple[int, int]:
        """Put an order on the lines: cutting, the sewing line that is free first, finishing, which never waits."""
        style = int(self._catalogue.options.style[self._rows[number][1]])
        minutes = CATEGORIES[int(self._catalogue.styles.category[style])].minutes * units
        sewing = SEWING_A + int(np.argmin(self._free_at[SEWING_A : SEWING_C + 1]))
        steps = ((CUTTING, minutes * _CUTTING_SHARE), (sewing, minutes), (FINISHING, minutes * _FINISHING_SHARE))
        at, begins = float(ready), -1.0
        for centre, needed in steps:
            start = at if centre == FINISHING else max(at, float(self._free_at[centre]))
            at = start + needed / float(self._minutes[centre])
            self._free_at[centre] = at
            begins = start if begins < 0 else begins
            moments = (int(start * DAY_SECONDS), int(at * DAY_SECONDS))
            self._operations.append((number, centre, *moments, int(needed)))
        return int(begins), int(at) + 1
