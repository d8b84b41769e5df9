"""Weeks as whole numbers, and the origins from which the past is forecast again.

Belongs here: the calendar of the backtest. Not here: what is forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(1970, 1, 5)
"""The Monday of week 0."""
HORIZON_WEEKS = 13
ORIGIN_SPACING_WEEKS = 4
ORIGIN_COUNT = 10
TEST_ORIGIN_COUNT = 2
MIN_HISTORY_WEEKS = 13
YEAR_WEEKS = 52


def week_of(day: date) -> int:
    """Return the number of the week, Monday to Sunday, that a day lies in."""
    return (day - EPOCH).days // 7


def monday_of(week: int) -> date:
    """Return the first day of a week."""
    return EPOCH + timedelta(weeks=week)


@dataclass(frozen=True)
class Origins:
    """The weeks from which is forecast: horizon 1 is the origin's own week, history is what lies before it.

    Args:
        published: The week that `as_of` lies in; it is not complete, so it is forecast, not history.
        tried: Earlier weeks, newest first, whose whole horizon is history.
    """

    published: int
    tried: tuple[int, ...]

    @property
    def tests(self) -> tuple[int, ...]:
        """The newest tried origins, on which the ranges are judged."""
        return self.tried[:TEST_ORIGIN_COUNT]

    @property
    def calibrating(self) -> tuple[int, ...]:
        """The tried origins whose whole horizon lay in the past at every test: what a range could know by then."""
        return tuple(origin for origin in self.tried if origin + HORIZON_WEEKS <= min(self.tests))


def origins(as_of: date, first_week: int | None) -> Origins:
    """Choose the origins: up to ten, four weeks apart, each with thirteen weeks of history or more.

    Args:
        as_of: The run's one clock.
        first_week: The first week with demand; None if there is none.
    """
    published = week_of(as_of)
    newest = published - HORIZON_WEEKS
    candidates = (newest - number * ORIGIN_SPACING_WEEKS for number in range(ORIGIN_COUNT))
    if first_week is None:
        return Origins(published, ())
    return Origins(published, tuple(week for week in candidates if week - first_week >= MIN_HISTORY_WEEKS))
