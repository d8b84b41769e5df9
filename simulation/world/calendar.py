"""The two years of the world and what makes one day busier than another.

Belongs here: day numbers, weekdays, seasons and events. Not here: what is bought on those days.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from simulation.world.arrays import Floats, Ints

START = date(2024, 1, 1)
END = date(2025, 12, 31)
DAYS = (END - START).days + 1
WEEKS = (DAYS + 6) // 7
DAY_SECONDS = 86_400
LAST_SECOND = DAYS * DAY_SECONDS - 1

_MONTH = np.array([0.98, 0.86, 0.95, 1.02, 1.08, 1.06, 0.94, 0.84, 1.0, 1.04, 1.14, 1.12])
_WEEKDAY = np.array([1.08, 1.0, 0.98, 0.99, 0.95, 0.9, 1.15])
_WEEKDAY_GULF = np.array([1.0, 0.98, 1.0, 1.05, 1.15, 1.1, 0.97])
_EVENTS = (
    ("11-22", "11-28", 1.5), ("11-29", "11-29", 3.6), ("11-30", "12-01", 1.9), ("12-02", "12-02", 2.6),
    ("12-03", "12-17", 1.4), ("12-22", "12-26", 0.55), ("01-02", "01-14", 1.35), ("06-26", "07-06", 1.4),
)  # fmt: skip
_EVENTS_GULF = (
    (date(2024, 3, 11), date(2024, 3, 30), 1.2), (date(2024, 3, 31), date(2024, 4, 9), 1.9),
    (date(2024, 4, 10), date(2024, 4, 12), 0.6), (date(2024, 6, 9), date(2024, 6, 15), 1.5),
    (date(2025, 3, 1), date(2025, 3, 19), 1.2), (date(2025, 3, 20), date(2025, 3, 29), 1.9),
    (date(2025, 3, 30), date(2025, 4, 1), 0.6), (date(2025, 5, 30), date(2025, 6, 5), 1.5),
)  # fmt: skip
"""Ramadan, its last ten days, and the two Eids, on their moving dates."""


def day_number(day: date) -> int:
    """Return the day's number; 1 January 2024 is 0, a Monday."""
    return (day - START).days


def month_of(day: Ints) -> Ints:
    """Return the month 0..11 of each day number."""
    months = (np.datetime64(START) + day).astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % 12, dtype=np.int64)


def day_weights(is_gulf: bool) -> Floats:
    """Return how busy each day is, before noise; shape (DAYS,), mean about 1.

    Args:
        is_gulf: The Gulf has its own weekend and its own feasts, and knows Black Friday a little less.
    """
    day = np.arange(DAYS)
    weekday = _WEEKDAY_GULF if is_gulf else _WEEKDAY
    weights = _MONTH[month_of(day)] * weekday[day % 7] * (1 + 0.18 * day / 365)
    for first, last, factor in _sale_days():
        weights[first : last + 1] *= factor**0.6 if is_gulf else factor
    if is_gulf:
        for begin, finish, factor in _EVENTS_GULF:
            weights[day_number(begin) : day_number(finish) + 1] *= factor
    return np.asarray(weights, dtype=np.float64)


def is_sale_day() -> Floats:
    """Return 1 for days on which most orders carry a code (Black Friday week and the sales), else 0; shape (DAYS,)."""
    marks = np.zeros(DAYS)
    for first, last, factor in _sale_days():
        marks[first : last + 1] = float(factor > 1.3)
    return marks


def _sale_days() -> list[tuple[int, int, float]]:
    """Return first day, last day and factor of each event in both years."""
    days = []
    for year in (START.year, END.year):
        for first, last, factor in _EVENTS:
            begin, finish = (day_number(date.fromisoformat(f"{year}-{text}")) for text in (first, last))
            days.append((begin, finish, factor))
    return days
