"""Dates as whole periods: which frequency a table has, and the number of the period that a date lies in.

Belongs here: the calendar of series. Not here: values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.settings import Frequency
from forecasting.tables import ForecastingError

Stamps = NDArray[np.datetime64]
Numbers = NDArray[np.int64]

FREQUENCIES: tuple[Frequency, ...] = ("h", "D", "W", "M", "Q", "Y")
_DAY = 86_400


@dataclass(frozen=True)
class Calendar:
    """A frequency and where its periods begin.

    Args:
        frequency: `h, D, W, M, Q` or `Y`; `None` where `ds` is a whole number that counts periods.
        anchor: Day of the week that weeks begin on (days since 1970-01-01, modulo 7), or the month that quarters
            or years do.
        month_end: Dates of months, quarters and years are written as their last day.
    """

    frequency: Frequency | None
    anchor: int = 0
    month_end: bool = False

    def number(self, stamps: Stamps) -> Numbers:
        """Return the number of the period that each date lies in."""
        if self.frequency is None:
            return stamps.astype(np.int64)
        if self.frequency == "h":
            return stamps.astype("datetime64[h]").astype(np.int64)
        days = stamps.astype("datetime64[D]").astype(np.int64)
        if self.frequency in ("D", "W"):
            return days if self.frequency == "D" else (days - self.anchor) // 7
        months = stamps.astype("datetime64[M]").astype(np.int64)
        if self.frequency == "M":
            return months
        return (months - self.anchor) // (3 if self.frequency == "Q" else 12)

    def stamp(self, numbers: Numbers) -> Stamps | Numbers:
        """Return the date that a period is written with: its first day, or its last where the table does so."""
        if self.frequency is None:
            return numbers
        if self.frequency in ("h", "D"):
            return numbers.astype(f"datetime64[{self.frequency}]").astype("datetime64[s]")
        if self.frequency == "W":
            return (numbers * 7 + self.anchor).astype("datetime64[D]").astype("datetime64[s]")
        length = {"M": 1, "Q": 3, "Y": 12}[self.frequency]
        first = numbers * length + self.anchor
        if not self.month_end:
            return first.astype("datetime64[M]").astype("datetime64[s]")
        return ((first + length).astype("datetime64[M]").astype("datetime64[D]") - 1).astype("datetime64[s]")


def calendar_of(stamps: Stamps, given: str | None, where: str) -> Calendar:
    """Return the calendar of the dates of a table.

    Args:
        stamps: All its dates (or whole numbers), in any order.
        given: The frequency, if it is known.
        where: The file, for the error.

    Raises:
        ForecastingError: The frequency is unknown, or cannot be told from the dates.
    """
    if given is not None and given not in FREQUENCIES:
        raise ForecastingError(f"{given!r} is no frequency.", where="--freq", todo=f"One of {', '.join(FREQUENCIES)}.")
    if not np.issubdtype(stamps.dtype, np.datetime64):
        return Calendar(None)
    unique = np.unique(stamps.astype("datetime64[s]"))
    frequency = cast(Frequency, given) if given else _inferred(unique, where)
    return Calendar(frequency, _anchor(unique, frequency), _are_month_ends(unique))


def _inferred(unique: Stamps, where: str) -> Frequency:
    seconds = unique.astype(np.int64)
    if len(unique) > 1 and (seconds % 3600 == 0).all() and (seconds % _DAY != 0).any():
        return "h"
    if len(unique) < 2 or (seconds % _DAY != 0).any():
        raise _unclear(unique, where)
    months = unique.astype("datetime64[M]").astype(np.int64)
    if _days_of_month(unique).max() == 1 or _are_month_ends(unique):
        step = int(np.gcd.reduce(np.diff(np.unique(months)))) if len(np.unique(months)) > 1 else 1
        return "Y" if step % 12 == 0 else "Q" if step % 3 == 0 else "M"
    days = seconds // _DAY
    if len(np.unique(days % 7)) == 1:
        return "W"
    if len(np.unique(months % 12)) == 1 and len(np.unique(_days_of_month(unique))) == 1:
        return "Y"
    if np.median(np.diff(days)) <= 3 and np.diff(days).min() == 1:
        return "D"
    raise _unclear(unique, where)


def _unclear(unique: Stamps, where: str) -> ForecastingError:
    steps, counts = np.unique(np.diff(unique).astype(np.int64), return_counts=True)
    common = f"the commonest step is {steps[counts.argmax()] / _DAY:g} days" if len(steps) else "there is no step"
    return ForecastingError(
        f"the frequency cannot be told: {len(unique)} different dates from {unique[0]} to {unique[-1]}, {common}.",
        where=where,
        todo=f"Say --freq {'|'.join(FREQUENCIES)}.",
    )


def _days_of_month(unique: Stamps) -> Numbers:
    days = unique.astype("datetime64[D]")
    return np.asarray((days - unique.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1)


def _are_month_ends(unique: Stamps) -> bool:
    return bool((_days_of_month(unique + np.timedelta64(_DAY, "s")) == 1).all())


def _anchor(unique: Stamps, frequency: Frequency) -> int:
    """Weeks begin on the commonest day, quarters and years in the commonest month, or after it at month ends."""
    if frequency not in ("W", "Q", "Y"):
        return 0
    length = 3 if frequency == "Q" else 12
    if frequency == "W":
        return int(np.bincount(unique.astype("datetime64[D]").astype(np.int64) % 7).argmax())
    anchor = int(np.bincount(unique.astype("datetime64[M]").astype(np.int64) % length).argmax())
    return (anchor + 1) % length if _are_month_ends(unique) else anchor
