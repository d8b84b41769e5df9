"""The finished goods that can still be promised, per variant and place, and what is on its way to them.

Belongs here: the book that every day takes from and adds to. Not here: who decides what is moved or bought.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from simulation.world.arrays import Bools, Ints, running_number
from simulation.world.markets import OWN, PLACES

PLACE_COUNT = len(PLACES)


def pair_of(variant: Ints, place: Ints | int) -> Ints:
    """Return the number of each variant at a place."""
    return np.asarray(variant * PLACE_COUNT + place, dtype=np.int64)


class StockBook:
    """What is free to sell now, and what will be on a later day.

    Attributes:
        free: Units that are not promised to anybody, by variant × place; never negative.
        coming: Units on their way from the own warehouse, by variant × place.
        on_order: Units ordered from suppliers and the workshop that have not come yet, by variant.
    """

    def __init__(self, variants: int) -> None:
        """Begin with nothing."""
        self.free: Ints = np.zeros(variants * PLACE_COUNT, dtype=np.int64)
        self.coming: Ints = np.zeros_like(self.free)
        self.on_order: Ints = np.zeros(variants, dtype=np.int64)
        self._due: dict[int, list[tuple[Ints, Ints, bool]]] = defaultdict(list)
        self._supply: dict[int, list[tuple[Ints, Ints]]] = defaultdict(list)

    def expect(self, day: int, pair: Ints, quantity: Ints, *, is_transfer: bool = False) -> None:
        """Let goods become free on a day; transfers count as coming until then."""
        self._due[day].append((pair, quantity, is_transfer))
        if is_transfer:
            np.add.at(self.coming, pair, quantity)

    def expect_supply(self, day: int, variant: Ints, quantity: Ints) -> None:
        """Let goods that are on order arrive in the own warehouse on a day."""
        self._supply[day].append((variant, quantity))

    def expect_each(self, days: Ints, pair: Ints) -> None:
        """Let one unit become free per row, each on its own day."""
        for day in np.unique(days).tolist():
            rows = days == day
            self._due[day].append((pair[rows], np.ones(int(rows.sum()), dtype=np.int64), False))

    def begin(self, day: int) -> None:
        """Book what is due on a day."""
        for pair, quantity, is_transfer in self._due.pop(day, []):
            np.add.at(self.free, pair, quantity)
            if is_transfer:
                np.subtract.at(self.coming, pair, quantity)
        for variant, quantity in self._supply.pop(day, []):
            np.add.at(self.free, pair_of(variant, OWN), quantity)
            np.subtract.at(self.on_order, variant, quantity)

    def take(self, pair: Ints, rank: Ints) -> Bools:
        """Promise one unit per row while there is any, by rank; return which rows got theirs."""
        order = np.lexsort((rank, pair))
        turn = np.empty(len(pair), dtype=np.int64)
        turn[order] = running_number(pair[order])
        is_sold: Bools = turn < self.free[pair]
        np.subtract.at(self.free, pair[is_sold], 1)
        return is_sold

    def take_up_to(self, pair: Ints, wanted: Ints) -> Ints:
        """Promise as much as there is; each pair stands at most once. Return the quantities."""
        given: Ints = np.minimum(wanted, self.free[pair])
        self.free[pair] -= given
        return given
