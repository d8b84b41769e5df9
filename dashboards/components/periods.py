"""Which days a period means.

Belongs here: the arithmetic of days. Not here: the widgets.
"""

from __future__ import annotations

from datetime import date, timedelta

DEFAULT = "w13"
ALL = "all"
RANGE = "range"
THIS_YEAR = "ytd"
_WEEKS = {"w4": 4, "w13": 13, "w26": 26, "w52": 52}
PRESETS = (*_WEEKS, THIS_YEAR, ALL, RANGE)


def days_of(preset: str, first: date, last: date) -> tuple[date, date]:
    """Return the first and the last day of a preset.

    Args:
        preset: One of `PRESETS`; `range` gives the default's days, from which the visitor then departs.
        first: First day of data.
        last: Last day of data, where every preset ends.
    """
    if preset == ALL:
        return first, last
    if preset == THIS_YEAR:
        return last.replace(month=1, day=1), last
    weeks = _WEEKS.get(preset, _WEEKS[DEFAULT])
    return last - timedelta(days=7 * weeks - 1), last


def is_cut(week_start: date, start: date, end: date) -> bool:
    """Say whether a period holds only a part of the week that begins on this Monday."""
    return week_start < start or week_start + timedelta(days=6) > end
