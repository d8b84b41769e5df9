"""What a visitor chose: days, markets, channels; and which days that is compared with.

Belongs here: the choice as values for SQL, and both rules of comparing. Not here: the widgets that make it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

MONTHS_BACK = {"year_before": 12, "month_before": 1}
"""How many months lie between a month and the one that it is compared with, by what a visitor chooses."""


@dataclass(frozen=True)
class Selection:
    """Days (both inclusive; None is open), market codes and channel codes (empty is all)."""

    start: date | None = None
    end: date | None = None
    markets: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def days(self) -> int | None:
        """Length in days; None when a side is open."""
        return (self.end - self.start).days + 1 if self.start and self.end else None

    def previous(self, first_date: date) -> Selection | None:
        """Return the period of the same length just before; None if it would begin before the first day of data."""
        if not self.start or not self.days:
            return None
        start = self.start - timedelta(days=self.days)
        return replace(self, start=start, end=self.start - timedelta(days=1)) if start >= first_date else None

    def whole_months(self, comparison: str, first_date: date, as_of: date) -> WholeMonths | None:
        """Return the whole months that a comparison by months is of, and those before; None if there are none.

        The months are those that the selection touches, up to that of `as_of`, without those whose comparison lies
        before the first month of data.
        """
        back = MONTHS_BACK[comparison]
        first = max(_month(self.start or first_date), _month(first_date, back))
        last = _month(min(self.end or as_of, as_of))
        if first > last:
            return None
        now = replace(self, start=first, end=min(_end_of_month(last), as_of))
        before = replace(self, start=_month(first, -back), end=_end_of_month(_month(last, -back)))
        return WholeMonths(now, before, is_finished=_end_of_month(last) <= as_of)

    def values(self, *names: str) -> dict[str, object]:
        """Return the named parts as values of a statement."""
        parts = {
            "start": self.start,
            "end": self.end,
            "markets": list(self.markets),
            "channels": list(self.channels),
        }
        return {name: parts[name] for name in names}


@dataclass(frozen=True)
class WholeMonths:
    """Months and those that they are compared with; `now` ends with the last day of data where it is not finished."""

    now: Selection
    before: Selection
    is_finished: bool


def _month(day: date, months: int = 0) -> date:
    """Return the first day of the month of a day, so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _end_of_month(day: date) -> date:
    return _month(day, 1) - timedelta(days=1)
