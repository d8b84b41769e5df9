"""When each style was launched: from its orders, what is to come of it, and since when at which price it is listed.

Belongs here: the first week of each option. Not here: reading what is known of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import ESTABLISHED

_STYLES = demand_settings().styles
_NEVER, _UNPLANNED, _LONG_AGO = np.iinfo(np.int64).max, 10**6, -1_000
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Plans:
    """What is known of each option's style but its orders; weeks are counted from the first one, far below 0 for never.

    Args:
        due: The week of its first supply.
        listed: The week since when a storefront lists it, no older than its latest price.
        is_reduced: Whether it is listed below its own full price.
    """

    due: Codes
    listed: Codes
    is_reduced: Flags


def plans_of(rows: dict[str, Any], since: Any, chosen: Any) -> Plans:
    """Return the plans in some rows of `goods.sql` or `plans.sql`.

    Args:
        rows: Columns of rows.
        since: The first week's Monday.
        chosen: The rows, one per option.
    """
    due, listed = (weeks_since(since, rows[name][chosen]) for name in ("supply_date", "listed_date"))
    return Plans(due, listed, np.asarray(rows["is_reduced"][chosen], dtype=bool))


def weeks_since(since: Any, days: Any) -> Codes:
    """Return the weeks from a day to others; far below 0 where there is no date."""
    return np.asarray(np.asarray(days).astype("datetime64[D]") - np.datetime64(since)).astype(np.int64) // 7


def launches(ordered: Array, style: Codes, plans: Plans) -> Codes:
    """Return the first week of each option's style: of its orders, else of its first supply and the usual wait.

    What was sold when history begins is of unknown age; if it has ended since, half a life old, or as old as its sales
    tell. A style that nobody ordered is planned, unless a storefront lists it. Listed below its full price it was
    launched before it was reduced, as long as is usual. Listed at its full price it may be yet to come: of those that
    nobody ordered most are, as few are launched without stock. It is launched when nearly all of such styles were
    ordered, those that still are not counted for as long as they are listed.

    Args:
        ordered: Options × markets × weeks.
        style: Each option's style.
        plans: What else is known of it.
    """
    week, weeks, count = ordered.sum(axis=1), ordered.shape[2], int(style.max()) + 1
    by_style = np.zeros((count, weeks))
    np.add.at(by_style, style, week)
    first = np.where(by_style.any(axis=1), _first(by_style), _NEVER)[style]
    due, listed = plans.due, plans.listed
    is_sold, is_listed, is_due = first < _NEVER, listed > _LONG_AGO, due > -_STYLES.established_weeks
    is_told = is_sold & is_listed & (first >= _STYLES.established_weeks)
    reduced = np.minimum(listed + _usual(first - listed, is_told & plans.is_reduced), listed)
    full = listed + _until_most(listed, np.where(is_sold, first, weeks), is_sold, is_listed & ~plans.is_reduced)
    planned = np.where(is_due, due + _usual(first - due, is_sold & (due > 0)), _UNPLANNED)
    offered = np.where(plans.is_reduced, np.minimum(planned, reduced), full)
    launch = np.where(is_sold, first, np.where(is_listed, offered, np.maximum(planned, weeks)))
    launch = np.where(_before_history(by_style)[style], ESTABLISHED, launch)
    is_old = (launch == ESTABLISHED) & _ended(by_style)[style]
    return np.where(is_old, -_half_life(by_style), launch).astype(np.int64)


def _usual(waits: Codes, known: Flags) -> int:
    return int(np.median(waits[known])) if known.any() else 0


def _until_most(listed: Codes, end: Codes, is_sold: Flags, counted: Flags) -> int:
    """Return after how many weeks most of the styles that are listed at full price were ordered (Kaplan and Meier).

    What was ordered before its listing's latest date, or listed before history began, says nothing of the wait. Where
    fewer were ever ordered, none is launched before the one that is listed longest.
    """
    counted = counted & (listed >= _STYLES.established_weeks) & (listed <= end)
    wait, is_ordered = (end - listed)[counted], is_sold[counted]
    times = np.unique(wait[is_ordered])
    if not len(times):
        return 0
    at_risk = (wait[None, :] >= times[:, None]).sum(axis=1)
    ordered = ((wait[None, :] == times[:, None]) & is_ordered[None, :]).sum(axis=1)
    most = np.flatnonzero(np.cumprod(1 - ordered / at_risk) <= 1.0 - _STYLES.launched_share)
    return int(times[most[0]] if len(most) else wait.max())


def _before_history(by_style: Array) -> Flags:
    """Return the styles that history begins with: first ordered in its first weeks, unless they began just then.

    That they did is told by what was sold in as many weeks as had been silent before: units of a style on sale all
    along would have fallen on either half as those of all styles did. It must have ended after no longer a life than
    others: what outlives them says nothing of a launch.
    """
    first, last, lives = _first(by_style), _last(by_style), _lives(by_style)
    is_early = by_style.any(axis=1) & (first < _STYLES.established_weeks)
    until = np.minimum(2 * first, by_style.shape[1])
    sums = np.concatenate([np.zeros((len(by_style), 1)), by_style.cumsum(axis=1)], axis=1)
    units, everyone = sums[np.arange(len(by_style)), until], sums.sum(axis=0)
    halvings = units * np.log2((everyone[until] + 1.0) / (everyone[until] - everyone[first] + 1.0))
    began = (halvings >= _STYLES.began_units) & _ended(by_style) & (last - first <= lives.max(initial=-1))
    return np.asarray(is_early & ~began)


def _half_life(by_style: Array) -> int:
    lives = _lives(by_style)
    return int(np.median(lives)) // 2 if len(lives) else _STYLES.usual_half_life_weeks


def _lives(by_style: Array) -> Codes:
    """Return how long each style lived whose whole life was seen."""
    first = _first(by_style)
    whole = by_style.any(axis=1) & (first >= _STYLES.established_weeks) & _ended(by_style)
    return np.asarray((_last(by_style) - first)[whole])


def _ended(by_style: Array) -> Flags:
    return np.asarray(_last(by_style) < by_style.shape[1] - _STYLES.ended_weeks)


def _first(by_style: Array) -> Codes:
    return np.asarray((by_style > 0).argmax(axis=1))


def _last(by_style: Array) -> Codes:
    last = by_style.shape[1] - 1 - (by_style[:, ::-1] > 0).argmax(axis=1)
    return np.where(by_style.any(axis=1), last, -1)
