"""Small vectorised helpers that every part of the world uses.

Belongs here: seeded streams, draws, exact division of whole numbers. Not here: anything about goods or people.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from pyarrow.lib import Table, array, table

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]

NEVER = -1
"""Second, day or index of something that did not happen or is not there."""


@dataclass(frozen=True)
class Columns:
    """A table: every field is an array of one length, a row is one index."""

    def arrow(self) -> Table:
        """Return the same columns as an Arrow table."""
        return table({field.name: array(getattr(self, field.name)) for field in fields(self)})


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random stream of one part of the world, independent of how much the other parts draw."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def divide_rounded(numerator: Ints, denominator: Ints | int) -> Ints:
    """Divide whole numbers that are not negative, half away from zero."""
    return (2 * numerator + denominator) // (2 * np.asarray(denominator, dtype=np.int64))


def total_by(group: Ints, amount: Ints, size: int) -> Ints:
    """Sum `amount` per group number 0..size-1; exact below 2**53."""
    return np.bincount(group, weights=amount.astype(np.float64), minlength=size).astype(np.int64)


def running_number(key: Ints) -> Ints:
    """Number the rows of equal keys 0, 1, 2, … in the order they stand in."""
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    starts = np.flatnonzero(np.r_[True, sorted_key[1:] != sorted_key[:-1]])
    counts = np.diff(np.r_[starts, len(key)])
    numbers = np.empty(len(key), dtype=np.int64)
    numbers[order] = np.arange(len(key)) - np.repeat(starts, counts)
    return numbers


def share_out(total: Ints, weight: Ints, group: Ints) -> Ints:
    """Split each group's total over its rows by weight so that the parts sum back exactly (largest remainder).

    Args:
        total: One whole amount per group.
        weight: One weight per row, not negative.
        group: Group number of each row.
    """
    sums = np.maximum(total_by(group, weight, len(total)), 1)[group]
    parts, rests = np.divmod(total[group] * weight, sums)
    left = total - total_by(group, parts, len(total))
    order = np.lexsort((-rests, group))
    parts[order] += running_number(group[order]) < left[group[order]]
    return parts


def pick(rng: np.random.Generator, weights: Floats, row: Ints) -> Ints:
    """Draw one column of `weights` for each entry of `row`, by the weights of that row."""
    cumulated = np.cumsum(weights, axis=1)
    cumulated /= cumulated[:, -1:]
    ladder = (cumulated + np.arange(len(weights))[:, None]).ravel()
    found: Ints = np.searchsorted(ladder, rng.random(len(row)) + row, side="right") - row * weights.shape[1]
    return found.clip(0, weights.shape[1] - 1)


def pick_member(rng: np.random.Generator, weight: Floats, group: Ints, wanted: Ints) -> Ints:
    """Draw one member for each wanted group, by the members' weights; each wanted group must have a member."""
    order = np.argsort(group, kind="stable")
    sorted_group = group[order]
    size = int(sorted_group[-1]) + 1
    totals = np.bincount(group, weights=weight, minlength=size)
    before = np.r_[0.0, np.cumsum(totals)[:-1]]
    ladder = (np.cumsum(weight[order]) - before[sorted_group]) / totals[sorted_group] + sorted_group
    found = np.searchsorted(ladder, rng.random(len(wanted)) + wanted, side="right")
    first = np.searchsorted(sorted_group, wanted, side="left")
    last = np.searchsorted(sorted_group, wanted, side="right") - 1
    return order[np.clip(found, first, last)]
