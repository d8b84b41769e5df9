"""Forecasts that add up: exact quantities, so that the parts of every level sum to the level above without a rest.

Belongs here: levels of a hierarchy, exact sums, exact sharing out. Not here: any forecast, or any range.

Floating-point sums depend on their order, so levels that are summed apart differ in the last digits. Here a quantity
is a whole number of ten-thousandths (the quantities' DECIMAL(18, 4)): whole numbers sum exactly in any order. Means add
up; quantiles do not, and each level has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.panel import Array, Mask
from forecasting.demand.segments import Codes
from forecasting.tables import ForecastingError

Units = NDArray[np.int64]
"""Ten-thousandths of a unit."""

PLACES = 4
_PER_UNIT = 10**PLACES
_LARGEST = 2**53


@dataclass(frozen=True)
class Level:
    """One level above the bottom.

    Args:
        name: Of the level, such as `market`.
        names: Of its groups, sorted.
        groups: Each bottom series' place among them.
    """

    name: str
    names: NDArray[np.str_]
    groups: Codes


def level_of(name: str, labels: NDArray[np.str_]) -> Level:
    """Return the level in which each bottom series belongs to the group that its label names."""
    names, groups = np.unique(labels, return_inverse=True)
    return Level(name, names, groups.astype(np.int64))


def total_of(series: int) -> Level:
    """Return the level that holds all series in one group."""
    return Level("total", np.array(["total"]), np.zeros(series, dtype=np.int64))


def units(values: Array) -> Units:
    """Round quantities to ten-thousandths, half to even.

    Raises:
        ForecastingError: A value is no number, or too large to be exact.
    """
    if not (np.abs(values) < _LARGEST / _PER_UNIT).all():
        raise ForecastingError(
            "a forecast is no number, or too large to be exact.", where="coherence", todo="Forecast in larger units."
        )
    return np.asarray(np.rint(values * _PER_UNIT).astype(np.int64))


def quantities(exact: Units) -> Array:
    """Return the nearest floating-point quantities, for measuring; `decimals` keeps them exact."""
    return np.asarray(exact / _PER_UNIT)


def decimals(exact: Units) -> Any:
    """Return a pyarrow array of DECIMAL(18, 4), exactly what the units are, in C order."""
    arrow = import_module("pyarrow")
    flat = np.ascontiguousarray(exact, dtype=np.int64).reshape(-1)
    words = np.stack([flat, flat >> 63], axis=1)
    return arrow.Array.from_buffers(arrow.decimal128(18, PLACES), len(flat), [None, arrow.py_buffer(words.tobytes())])


def summed(exact: Units, level: Level) -> Units:
    """Sum bottom series by group, exactly: series × … to groups × …."""
    found = np.zeros((len(level.names), *exact.shape[1:]), dtype=np.int64)
    np.add.at(found, level.groups, exact)
    return found


def incoherence(exact: Units, level: Level, whole: Units) -> int:
    """Return by how many ten-thousandths a group differs from the sum of its series, at most: 0 if it adds up."""
    return int(np.abs(summed(exact, level) - whole).max(initial=0))


def shared_out(whole: Units, weights: Array, level: Level) -> Units:
    """Share each group's quantity out over its series by weight, without a rest (largest remainder).

    Args:
        whole: Groups × periods.
        weights: Series × periods, not below 0; a group whose weights are all 0 is shared out evenly.
        level: Whose groups these are.

    Returns:
        Series × periods that sum to `whole` exactly; of equal remainders the earlier series gets more.
    """
    members = np.bincount(level.groups, minlength=len(level.names))[:, None]
    sums = np.zeros(whole.shape)
    np.add.at(sums, level.groups, weights)
    even = sums <= 0
    shares = np.where(even[level.groups], 1 / np.maximum(members, 1)[level.groups], weights / _safe(sums)[level.groups])
    quota = shares * whole[level.groups]
    floor = np.floor(quota).astype(np.int64)
    each, extra = np.divmod(whole - summed(floor, level), np.maximum(members, 1))
    return np.asarray(
        floor + each[level.groups] + (_ranks(np.asarray(floor - quota, dtype=np.float64), level) < extra[level.groups])
    )


def nests(lower: Level, upper: Level) -> Mask:
    """Return for each group of the lower level whether all of its series lie in one group of the upper."""
    first = np.zeros(len(lower.names), dtype=np.int64)
    first[lower.groups[::-1]] = upper.groups[::-1]
    strays = np.bincount(lower.groups, weights=upper.groups != first[lower.groups], minlength=len(lower.names))
    return np.asarray(strays == 0)


def _safe(sums: Array) -> Array:
    return np.where(sums > 0, sums, 1.0)


def _ranks(keys: Array, level: Level) -> Codes:
    """Return each cell's place in its group and period, lowest key first, of equals the earlier series."""
    order = np.argsort(keys, axis=0, kind="stable")
    by_group = np.take_along_axis(order, np.argsort(level.groups[order], axis=0, kind="stable"), axis=0)
    starts = np.r_[0, np.cumsum(np.bincount(level.groups, minlength=len(level.names)))[:-1]]
    ranks = np.empty(keys.shape, dtype=np.int64)
    places = np.arange(len(keys))[:, None] - starts[np.sort(level.groups)][:, None]
    np.put_along_axis(ranks, by_group, np.broadcast_to(places, keys.shape).copy(), axis=0)
    return ranks
