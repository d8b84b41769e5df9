"""Small vectorised helpers that every part of the world uses.

Belongs here: tables as columns, exact division of whole numbers, sums and ranks. Not here: chance, or anything about
goods or people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt
from pyarrow.lib import Table, array, table

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Columns:
    """A table: every field is an array of one length, a row is one index."""

    def arrow(self) -> Table:
        """Return the same columns as an Arrow table."""
        return table({field.name: array(getattr(self, field.name)) for field in fields(self)})

    def rows(self, chosen: Ints | Bools) -> Self:
        """Return some of the rows."""
        return type(self)(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @classmethod
    def stacked(cls, parts: Sequence[Self]) -> Self:
        """Return the rows of all parts, one part after the other."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


def with_columns(rows: Table, **columns: np.ndarray) -> Table:
    """Return a table with further columns behind its own."""
    for name, values in columns.items():
        rows = rows.append_column(name, array(values))
    return rows


def divide_rounded(numerator: Ints, denominator: Ints | int) -> Ints:
    """Divide whole numbers that are not negative, half away from zero."""
    return (2 * numerator + denominator) // (2 * np.asarray(denominator, dtype=np.int64))


def total_by(group: Ints, amount: Ints, size: int) -> Ints:
    """Sum `amount` per group number 0..size-1; exact below 2**53."""
    return np.bincount(group, weights=amount.astype(np.float64), minlength=size).astype(np.int64)


def first_of(numbers: Ints) -> int:
    """Return the number of the first row of a part, 0 where the part is empty."""
    return int(numbers[0]) if len(numbers) else 0


def within(counts: Ints) -> Ints:
    """Return 0, 1, … up to below each count, one run after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def run_starts(*keys: Ints) -> Bools:
    """Tell the rows whose keys are not all those of the row before."""
    changes = [key[1:] != key[:-1] for key in keys]
    starts: Bools = np.r_[True, np.logical_or.reduce(changes)][: len(keys[0])]
    return starts


def running_number(key: Ints) -> Ints:
    """Number the rows of equal keys 0, 1, 2, … in the order they stand in."""
    order = np.argsort(key, kind="stable")
    sorted_key = key[order]
    starts = np.flatnonzero(run_starts(sorted_key))
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
