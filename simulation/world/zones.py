"""Which offset to UTC each zone has, and since when.

Belongs here: the changes of the zones that places and markets live in. Not here: what happens in the lost and the
double hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from pyarrow.lib import Table, table

from simulation.world.calendar import DAY_SECONDS, LAST_POSSIBLE_DAY, START
from simulation.world.markets import MARKETS, PLACES

_MIDNIGHT = datetime(START.year, START.month, START.day, tzinfo=UTC)
_FIRST_DAY = -800


@lru_cache(maxsize=1)
def zone_changes() -> Table:
    """Return zone, first second and offset in seconds of every period with one offset."""
    zones = sorted({place.zone for place in PLACES} | {market.zone for market in MARKETS})
    rows = [(zone, *change) for zone in zones for change in _changes(_zone(zone))]
    names = ("zone", "since", "shift")
    return table({name: [row[place] for row in rows] for place, name in enumerate(names)})


def _changes(zone: ZoneInfo) -> list[tuple[int, int]]:
    found = [(_FIRST_DAY * DAY_SECONDS, _offset(zone, _FIRST_DAY * 24))]
    for day in range(_FIRST_DAY, LAST_POSSIBLE_DAY + 200):
        if _offset(zone, day * 24) != _offset(zone, (day + 1) * 24):
            hour = next(hour for hour in range(day * 24, (day + 1) * 24) if _offset(zone, hour + 1) != found[-1][1])
            found.append(((hour + 1) * 3600, _offset(zone, hour + 1)))
    return found


def _offset(zone: ZoneInfo, hour: int) -> int:
    shift = (_MIDNIGHT + timedelta(hours=hour)).astimezone(zone).utcoffset()
    return int(shift.total_seconds()) if shift else 0


def offset_on(zone: str, day: int) -> int:
    """Return how many seconds a zone is ahead of UTC at noon of a day."""
    return _offset(_zone(zone), day * 24 + 12)


@lru_cache
def _zone(name: str) -> ZoneInfo:
    """Return a zone; the standard library keeps only the last eight of them read."""
    return ZoneInfo(name)
