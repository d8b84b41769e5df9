"""What a visitor chose: days, markets, channels.

Belongs here: the choice as values for SQL. Not here: the widgets that make it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta


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

    def values(self, *names: str) -> dict[str, object]:
        """Return the named parts as values of a statement."""
        parts = {
            "start": self.start,
            "end": self.end,
            "markets": list(self.markets),
            "channels": list(self.channels),
        }
        return {name: parts[name] for name in names}
