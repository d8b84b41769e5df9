"""The days of the world and what makes one busier than another.

Days are numbered from the first one, seconds from its midnight in UTC. The world may go on as long as its moving feasts
are known here.

Belongs here: day numbers, weekdays, seasons, feasts and sales events. Not here: what is bought on those days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from simulation.world.arrays import Floats, Ints
from simulation.world.markets import MARKET_IS_GULF

START = date(2024, 1, 1)
"""Day 0, a Monday."""
HISTORY_DAYS = 731
"""The company that the demo writes first has lived for two years: to 31 December 2025."""
LAST_POSSIBLE_DAY = (date(2027, 12, 31) - START).days
OUTLOOK_DAYS = 91
"""Days after the last one for which the truth says what demand is going to be."""
DAY_SECONDS = 86_400
NEVER = -1
"""Second, day or number of what does not happen or is not there."""
FAR_AHEAD = 1 << 40
"""A second after everything; what many rows of seconds are apart that are searched in one."""
CUT_OVER = (date(2024, 9, 1) - START).days * DAY_SECONDS
"""The second at which the old ERP is switched off and the new one on."""
TWIN_SINCE = 420
"""The day after which some purchase orders name a supplier by its second record in the ERP."""

_MONTH = np.array([0.98, 0.86, 0.95, 1.02, 1.08, 1.06, 0.94, 0.84, 1.0, 1.04, 1.1, 1.08])
_WEEKDAY = np.array([1.08, 1.0, 0.98, 0.99, 0.95, 0.9, 1.1])
_WEEKDAY_GULF = np.array([1.0, 0.98, 1.0, 1.05, 1.15, 1.1, 0.97])
_RAMADAN = {2023: (3, 23), 2024: (3, 11), 2025: (3, 1), 2026: (2, 18), 2027: (2, 8), 2028: (1, 28)}
_EID_AL_FITR = {2023: (4, 21), 2024: (4, 10), 2025: (3, 30), 2026: (3, 20), 2027: (3, 10), 2028: (2, 26)}
_EID_AL_ADHA = {2023: (6, 28), 2024: (6, 16), 2025: (6, 6), 2026: (5, 27), 2027: (5, 16), 2028: (5, 5)}
_THURSDAY = 3


@dataclass(frozen=True)
class Event:
    """A feast or a sale: `factor` on demand in the West and in the Gulf, `depth` of the code that most orders carry."""

    name: str
    first: date
    last: date
    west: float
    gulf: float
    depth: float = 0.0


def day_number(day: date) -> int:
    """Return the day's number; 1 January 2024 is 0."""
    return (day - START).days


def date_of(day: int) -> date:
    """Return the date of a day number."""
    return START + timedelta(days=int(day))


def month_of(day: Ints) -> Ints:
    """Return the month 0..11 of each day number."""
    months = (np.datetime64(START) + day).astype("datetime64[M]").astype(np.int64)
    return np.asarray(months % 12, dtype=np.int64)


def weekday_of(day: Ints) -> Ints:
    """Return the weekday 0..6 of each day number, Monday first."""
    return np.asarray(day % 7, dtype=np.int64)


def winter_of(day: Ints) -> Floats:
    """Return 1 in the middle of January and -1 in the middle of July."""
    return np.asarray(np.cos(2 * np.pi * (day - 15) / 365.25), dtype=np.float64)


@lru_cache(maxsize=1)
def events() -> tuple[Event, ...]:
    """Return every feast and sale that the world can meet, in the order of their first days."""
    found = [event for year in _RAMADAN for event in _events_of(year)]
    return tuple(sorted(found, key=lambda event: (event.first, event.name)))


def busyness(days: Ints, growth: float) -> Floats:
    """Return how busy each day is in each market before noise; shape (days, markets), about 1 on average.

    Args:
        days: Day numbers, ascending without a gap.
        growth: Growth of the company a year.
    """
    weekday = np.where(MARKET_IS_GULF, _WEEKDAY_GULF[weekday_of(days)][:, None], _WEEKDAY[weekday_of(days)][:, None])
    busy = weekday * (_MONTH[month_of(days)] * (1 + growth * days / 365.0))[:, None]
    for event in events():
        first, last = (int(day_number(day) - days[0]) for day in (event.first, event.last))
        if last >= 0 and first < len(days):
            busy[max(first, 0) : last + 1] *= np.where(MARKET_IS_GULF, event.gulf, event.west)
    return np.asarray(busy, dtype=np.float64)


def code_depth(days: Ints) -> Floats:
    """Return the discount of the code that runs on each day, 0 on days without one; shape (days,)."""
    depth = np.zeros(len(days))
    for event in events():
        running = (days >= day_number(event.first)) & (days <= day_number(event.last))
        depth[running] = np.maximum(depth[running], event.depth)
    return depth


def _events_of(year: int) -> list[Event]:
    friday, day = _black_friday(year), timedelta(days=1)
    ramadan, fitr, adha = (date(year, *feast[year]) for feast in (_RAMADAN, _EID_AL_FITR, _EID_AL_ADHA))
    return [
        Event("Black Friday week", friday - 4 * day, friday - day, 1.5, 1.25, 0.15),
        Event("Black Friday", friday, friday, 5.4, 3.2, 0.3),
        Event("Black Friday weekend", friday + day, friday + 2 * day, 1.9, 1.5, 0.25),
        Event("Cyber Monday", friday + 3 * day, friday + 3 * day, 2.6, 1.7, 0.3),
        Event("11.11", date(year, 11, 11), date(year, 11, 11), 1.4, 1.8, 0.2),
        Event("Gifts", date(year, 12, 3), date(year, 12, 17), 1.4, 1.1),
        Event("Christmas", date(year, 12, 22), date(year, 12, 26), 0.55, 0.95),
        Event("Winter sale", date(year, 1, 8), date(year, 1, 22), 1.35, 1.1, 0.2),
        Event("Summer sale", date(year, 6, 24), date(year, 7, 8), 1.4, 1.15, 0.2),
        Event("Ramadan", ramadan, fitr - 11 * day, 1.0, 1.2),
        Event("Ramadan, last ten days", fitr - 10 * day, fitr - day, 1.0, 1.9, 0.1),
        Event("Eid al-Fitr", fitr, fitr + 2 * day, 1.0, 0.6),
        Event("Before Eid al-Adha", adha - 7 * day, adha - day, 1.0, 1.5),
    ]


def _black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 21)
    return thursday + timedelta(days=1)
