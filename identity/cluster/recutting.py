"""Cutting one cluster again, and joining a few, where some pairs must not end together.

Belongs here: average linkage that never joins what cannot be one, and joining pair by pair. Not here: which clusters
need it, and tables. All loops are over the records of such a cluster, or over pairs that meet one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Joining:
    """Parts that are joined pair by pair, unless a forbidden pair or a part above the cap came of it.

    Args:
        sizes: Records of each part.
        forbidden: Pairs of parts that are not one.
        cap: Records that a part may have.
    """

    def __init__(self, sizes: Iterable[int], forbidden: Iterable[tuple[int, int]], cap: int) -> None:
        self._size = [int(size) for size in sizes]
        self._above = list(range(len(self._size)))
        self._enemies: list[set[int]] = [set() for _ in self._size]
        self._cap = cap
        for one, other in forbidden:
            self._enemies[one].add(other)
            self._enemies[other].add(one)

    def find(self, part: int) -> int:
        """Return the lowest part of those that this one has been joined with."""
        while self._above[part] != part:
            self._above[part] = self._above[self._above[part]]
            part = self._above[part]
        return part

    def join(self, one: int, other: int) -> bool:
        """Join two parts and tell whether they are one now."""
        low, high = sorted((self.find(one), self.find(other)))
        if low == high:
            return True
        size = self._size[low] + self._size[high]
        if high in self._enemies[low] or size > self._cap:
            return False
        self._above[high], self._size[low] = low, size
        for enemy in self._enemies[high]:
            self._enemies[enemy].discard(high)
            self._enemies[enemy].add(low)
        self._enemies[low] |= self._enemies[high]
        return True

    def labels(self) -> Numbers:
        """Return what `find` returns, for every part."""
        return np.array([self.find(part) for part in range(len(self._above))], dtype=np.int64)


def recut(
    unit: Numbers, pairs: tuple[Numbers, Numbers, Floats], forced: tuple[Numbers, Numbers],
    forbidden: tuple[Numbers, Numbers], cut: float, cap: int,
) -> Numbers:  # fmt: skip
    """Return a part for each record of a cluster, so that no forbidden pair is in one part.

    First the forced pairs join, the strongest first; then, again and again, the two parts with the highest mean weight
    between them, while it is above the cut. Only pairs that were scored count; of equal ones the lowest records'.

    Args:
        unit: For each record the unit that it is part of; a unit is never cut. Units count from 0, by lowest record.
        pairs: Places of two records, and the weight between them, in bits.
        forced: Places of two records that other evidence makes one.
        forbidden: Places of two records that are not one.
        cut: In bits.
        cap: Records that forced pairs may make a part of.
    """
    barred = unit[forbidden[0]], unit[forbidden[1]]
    joining = Joining(np.bincount(unit), zip(*(each.tolist() for each in barred), strict=True), cap)
    for one, other in zip(unit[forced[0]].tolist(), unit[forced[1]].tolist(), strict=True):
        joining.join(one, other)
    start, part = np.unique(joining.labels(), return_inverse=True)
    place = part[unit]
    total, count, apart = (np.zeros((len(start), len(start))) for _ in range(3))
    left, right, weight = pairs
    np.add.at(total, (place[left], place[right]), weight)
    np.add.at(count, (place[left], place[right]), 1)
    np.add.at(apart, (part[barred[0]], part[barred[1]]), 1)
    return _average_linkage(total + total.T, count + count.T, (apart + apart.T) > 0, cut)[place]


def _average_linkage(total: Floats, count: Floats, apart: NDArray[np.bool_], cut: float) -> Numbers:
    """Return a part for each place, from the sums and numbers of the weights between any two."""
    part = np.arange(len(total))
    while True:
        closed = apart | (count == 0)
        mean = np.where(closed, -np.inf, total / np.maximum(count, 1))
        np.fill_diagonal(mean, -np.inf)
        one, other = np.unravel_index(int(mean.argmax()), mean.shape)
        if not mean[one, other] > cut:
            return part
        for sums in (total, count):
            sums[one] += sums[other]
            sums[:, one] += sums[:, other]
        apart[one] |= apart[other]
        apart[:, one] |= apart[:, other]
        count[other] = count[:, other] = 0
        part[part == part[other]] = part[one]
