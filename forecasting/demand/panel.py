"""Series as one matrix: a row per series, a column per period, the newest column last.

Belongs here: regularising rows into the matrix, cutting it at an origin, filling gaps. Not here: any forecast.

A period without a row is either a period without demand or one that nobody wrote down. `zero`: the table holds no value
of 0 or below, and many periods between its rows have none, as a table of sales does; then all series last until the
table's last period. `missing` else: gaps are filled from the periods around them and are never judged.

With `missing` and series that end in many different periods, each series ends in its own last column, and origins are
counted back from there; such a panel is not `aligned`, and nothing is learnt from what its series do at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.periods import Calendar, Numbers
from forecasting.demand.reading import Rows, numbers_of
from forecasting.tables import ForecastingError

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Gaps = Literal["zero", "missing"]

_GAP_SHARE = 0.05
_COMMON_END_SHARE = 0.8
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Panel:
    """Series × periods, with what may be known of later periods.

    Args:
        ids: The series' names.
        ends: The number of the period of each series' last column of `y`.
        y: Values; NaN before the first row and where missing.
        season: Periods of a season; 1 for none.
        frequency: Of the settings: `h` to `Y`.
        gaps: How periods without a row were taken.
        aligned: All series have the same periods in the same columns.
        columns: Other columns × series × periods, which may reach beyond those of `y`; NaN where not known.
        known_at: The period in which they became known, per series and period.
        names: Of the columns.
    """

    ids: NDArray[np.str_]
    ends: Numbers
    y: Array
    season: int
    frequency: str
    gaps: Gaps
    aligned: bool
    columns: Array = field(default_factory=lambda: np.empty((0, 0, 0)))
    known_at: Numbers = field(default_factory=lambda: np.empty((0, 0), dtype=np.int64))
    names: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """The periods of history."""
        return int(self.y.shape[1])

    def cut(self, length: int) -> Panel:
        """Return what was known at the end of the first `length` periods, and nothing else."""
        ends = self.ends - (self.length - length)
        columns = self.columns
        if len(self.names):
            late = self.known_at > ends[:, None]
            columns = np.where(late[None], np.nan, columns)
        return replace(self, ends=ends, y=self.y[:, :length], columns=columns)

    def only(self, chosen: Mask) -> Panel:
        """Return some of the series."""
        columns = self.columns[:, chosen] if len(self.names) else self.columns
        known = self.known_at[chosen] if len(self.names) else self.known_at
        return replace(
            self, ids=self.ids[chosen], ends=self.ends[chosen], y=self.y[chosen], columns=columns, known_at=known
        )


def build_panel(
    rows: Rows, calendar: Calendar, season: int, frequency: str, future: Rows | None = None, gaps: str = "auto"
) -> Panel:
    """Regularise rows into a panel.

    Args:
        rows: The history.
        calendar: Of its dates.
        season: Periods of a season.
        frequency: Of the settings.
        future: Rows of a test file: their columns (never their `y`) are known beforehand, and each series ends in the
            period before its first row there.
        gaps: `zero`, `missing` or `auto`.

    Raises:
        ForecastingError: A row of the test file lies within the history of its series.
    """
    names, codes = numbers_of(rows)
    numbers = calendar.number(rows.stamps)
    first, last = _bounds(codes, numbers, len(names))
    kind = _gaps(rows, first, last, gaps)
    ends, aligned = _ends(last, kind)
    if future is not None:
        ends, aligned = _ends_before(names, ends, last, calendar, future)
    length = int((ends - first).max()) + 1
    y = np.full((len(names), length), np.nan)
    places = codes * length + (length - 1 - (ends[codes] - numbers))
    _add(y, places, rows.y)
    if kind == "zero":
        started = np.arange(length) >= (length - 1 - (ends - first))[:, None]
        written = np.zeros(y.size, dtype=bool)
        written[places] = True
        y = np.where(started & ~written.reshape(y.shape), 0.0, y)
    panel = Panel(names, ends, y, season, frequency, kind, aligned)
    return _with_columns(panel, rows, calendar, future)


def _bounds(codes: Numbers, numbers: Numbers, count: int) -> tuple[Numbers, Numbers]:
    first, last = np.full(count, _NEVER), np.full(count, -_NEVER)
    np.minimum.at(first, codes, numbers)
    np.maximum.at(last, codes, numbers)
    return first, last


def _gaps(rows: Rows, first: Numbers, last: Numbers, given: str) -> Gaps:
    if given == "zero":
        return "zero"
    if given == "missing" or (rows.y <= 0).any():
        return "missing"
    periods = (last - first + 1).sum()
    return "zero" if 1 - len(rows.y) / periods > _GAP_SHARE and (last > first).any() else "missing"


def _ends(last: Numbers, kind: Gaps) -> tuple[Numbers, bool]:
    """Return each series' last period, and whether it is the same for all."""
    if kind == "zero" or (last == last.max()).mean() >= _COMMON_END_SHARE:
        return np.full(len(last), last.max()), True
    return last, False


def _ends_before(
    names: NDArray[np.str_], ends: Numbers, last: Numbers, calendar: Calendar, future: Rows
) -> tuple[Numbers, bool]:
    """Return the periods before the test's first rows; series without any keep their end."""
    places = np.searchsorted(names, future.ids)
    known = (places < len(names)) & (names[np.minimum(places, len(names) - 1)] == future.ids)
    begins = np.full(len(names), _NEVER)
    np.minimum.at(begins, places[known], calendar.number(future.stamps)[known])
    common = begins.min()
    early = (begins != _NEVER) & (begins <= last)
    if early.any():
        raise ForecastingError(
            f"the test begins within the history of {int(early.sum())} series (the first: {names[early][0]}).",
            where="--test",
            todo="Give a test whose dates all lie after the series'.",
        )
    if common == _NEVER:
        raise ForecastingError("no series of the test is in the history.", where="--test", todo="Check unique_id.")
    own = np.where(begins == _NEVER, np.maximum(ends, common - 1) if (ends == ends[0]).all() else ends, begins - 1)
    return own, bool((own == own[0]).all())


def _add(target: Array, places: Numbers, values: Array) -> None:
    """Sum values into a matrix; what has only missing values stays NaN."""
    there = ~np.isnan(values)
    sums = np.bincount(places[there], weights=values[there], minlength=target.size)
    hits = np.bincount(places[there], minlength=target.size) > 0
    target.reshape(-1)[hits] = sums[hits]


def _with_columns(panel: Panel, rows: Rows, calendar: Calendar, future: Rows | None) -> Panel:
    """Add the columns whose future may be known: those of the test file, or those with the date they became known."""
    names = tuple(name for name in rows.columns if future is None or name in future.columns)
    if not names or (future is None and rows.known_at is None):
        return panel
    parts = [(rows, False)] + ([(future, True)] if future is not None else [])
    reach = max(int((calendar.number(part.stamps)).max() - panel.ends.min()) for part, _ in parts)
    shape = (len(panel.ids), panel.length + max(reach, 0))
    columns = np.full((len(names), *shape), np.nan)
    known_at = np.full(shape, -_NEVER)
    for part, _ in parts:
        places = np.searchsorted(panel.ids, part.ids)
        found = (places < len(panel.ids)) & (panel.ids[np.minimum(places, len(panel.ids) - 1)] == part.ids)
        rows_at, numbers = places[found], calendar.number(part.stamps)[found]
        at = panel.length - 1 + numbers - panel.ends[rows_at]
        for place, name in enumerate(names):
            columns[place, rows_at, at] = part.columns[name][found]
        if part.known_at is not None:
            known_at[rows_at, at] = calendar.number(part.known_at[found])
    return replace(panel, columns=columns, known_at=known_at, names=names)


@dataclass(frozen=True)
class History:
    """A panel made ready for methods: no gaps between a series' first demand and the last column.

    Args:
        y: Filled values; NaN before each series' start.
        seen: Where there was a value.
        start: The column of each series' first value that is not 0 (the first value, if all are).
        nonnegative: The series never was below 0.
        panel: What it was made of.
    """

    y: Array
    seen: Mask
    start: Numbers
    nonnegative: Mask
    panel: Panel

    @property
    def length(self) -> int:
        """The periods of history."""
        return int(self.y.shape[1])

    @property
    def ages(self) -> Numbers:
        """The periods since each series' start; 0 where it has no value."""
        return self.length - self.start

    @property
    def season(self) -> int:
        """The periods of a season."""
        return self.panel.season


def history_of(panel: Panel) -> History:
    """Fill the gaps and find each series' start."""
    seen = ~np.isnan(panel.y)
    start = first_true(seen & (panel.y != 0), first_true(seen, np.full(len(panel.ids), panel.length)))
    started = np.arange(panel.length) >= start[:, None]
    y = np.where(started, _filled(panel.y, seen, panel.season), np.nan)
    return History(y, seen & started, start, np.asarray(~(panel.y < 0).any(axis=1)), panel)


def first_true(mask: Mask, otherwise: Numbers) -> Numbers:
    """Return the first true column of each row."""
    return np.where(mask.any(axis=1), mask.argmax(axis=1), otherwise)


def _filled(y: Array, seen: Mask, season: int) -> Array:
    """Fill gaps by the mean of the same season's neighbours, else on the line between the values around."""
    if seen.all():
        return y
    filled = np.where(seen, y, _line(y, seen))
    if 1 < season < y.shape[1]:
        around = np.full((2, *y.shape), np.nan)
        around[0, :, season:], around[1, :, :-season] = y[:, :-season], y[:, season:]
        counts = (~np.isnan(around)).sum(axis=0)
        means = np.nansum(around, axis=0) / np.maximum(counts, 1)
        filled = np.where(~seen & (counts > 0), means, filled)
    return filled


def _line(y: Array, seen: Mask) -> Array:
    columns = np.arange(y.shape[1])
    before = np.maximum.accumulate(np.where(seen, columns, -1), axis=1)
    after = np.minimum.accumulate(np.where(seen, columns, y.shape[1])[:, ::-1], axis=1)[:, ::-1]
    left = np.take_along_axis(y, np.maximum(before, 0), axis=1)
    right = np.take_along_axis(y, np.minimum(after, y.shape[1] - 1), axis=1)
    share = (columns - before) / np.maximum(after - before, 1)
    both = left + (right - left) * share
    return np.where(before < 0, right, np.where(after >= y.shape[1], left, both))
