"""How long styles of a season live, and what each of them is to sell in all the weeks until its season ends.

A season is as long as half of the styles whose launch was seen live, by the product-limit estimate (Kaplan and Meier,
J. Am. Stat. Assoc. 53, 1958): a style that is still sold has lived at least so long. A company of which hardly any
style has ended has no seasons.

Belongs here: the length of a season, and the weeks until its end. Not here: what is to be bought of it (`planning`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import Cells, Grouping
from forecasting.demand.styles.factors import YEAR_WEEKS, Factors
from forecasting.demand.styles.outlook import expectation, outlook
from forecasting.demand.styles.reading import Known
from forecasting.weeks import HORIZON_WEEKS

_STYLES = demand_settings().styles
_LEAST = 0.0005
FEWEST_ENDED = 5
"""So many styles must have ended before it is known how long one lives."""


def seasons(known: Known, cells: Cells, factors: Factors, monday: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the season of each option whose launch was seen or is planned, and its weeks ahead, as columns.

    Args:
        known: What core knew.
        cells: The demand that the model was fitted on.
        factors: The model.
        monday: The first day of the first week.
    """
    length = season_weeks((known.from_stock + known.to_order).sum(axis=1), cells.style, cells.launch)
    end = cells.launch + length
    is_seasonal = (cells.launch >= _STYLES.established_weeks) & (known.is_sold | (cells.launch >= cells.weeks))
    option = np.flatnonzero(is_seasonal & (end > cells.weeks) & (cells.launch < cells.weeks + length))
    weeks = cells.weeks + np.arange(2 * length)
    expected = weeks_ahead(cells, factors, 2 * length)[option, : len(weeks)] * (weeks < end[option, None])
    row, week = np.nonzero(expected >= _LEAST)
    names = known.option_names[option]
    return (
        {"option_name": names, "launch_week_date": monday + 7 * cells.launch[option],
         "season_end_date": monday + 7 * end[option], "certainty_qty": certainty(cells, factors)[option],
         "spread_rate": np.full(len(option), factors.spread)},
        {"option_name": names[row], "week_start_date": monday + 7 * weeks[week], "expected_qty": expected[row, week]},
    )  # fmt: skip


def season_weeks(ordered: Array, style: Codes, launch: Codes) -> int:
    """Return after how many weeks half of the styles have ended; 0 where that is not known.

    Args:
        ordered: Options × weeks: units that were ordered.
        style: Each option's style.
        launch: Each option's first week.
    """
    weeks = ordered.shape[1]
    by_style = np.zeros((int(style.max(initial=0)) + 1, weeks))
    np.add.at(by_style, style, ordered)
    first = np.full(len(by_style), weeks)
    np.minimum.at(first, style, launch)
    seen = (by_style.sum(axis=1) > 0) & (first >= _STYLES.established_weeks)
    last = weeks - 1 - (by_style[seen, ::-1] > 0).argmax(axis=1)
    is_ended = last < weeks - _STYLES.ended_weeks
    return half_life(np.where(is_ended, last + 1, weeks) - first[seen], is_ended)


def half_life(lived: Codes, is_ended: Any) -> int:
    """Return the time after which half have ended; 0 where fewer than half, or hardly any, are known to.

    Args:
        lived: How long each has lived so far.
        is_ended: Whether that was its whole life.
    """
    if is_ended.sum() < FEWEST_ENDED:
        return 0
    times = np.unique(lived[is_ended])
    at_risk = (lived[None, :] >= times[:, None]).sum(axis=1)
    ended = ((lived[None, :] == times[:, None]) & is_ended[None, :]).sum(axis=1)
    half = np.flatnonzero(np.cumprod(1 - ended / at_risk) <= 0.5)
    return int(times[half[0]]) if len(half) else 0


def weeks_ahead(cells: Cells, factors: Factors, horizon: int) -> Array:
    """Return the mean demand of options × weeks ahead, all markets together, as far as is asked.

    Beyond the weeks whose feasts are known a week is like the one 52 weeks before.
    """
    known_and_far = max(horizon, HORIZON_WEEKS)
    far = np.arange(cells.weeks + HORIZON_WEEKS, cells.weeks + known_and_far)
    like = np.broadcast_to((far - YEAR_WEEKS)[None, :, None], (len(cells.peer), len(far), cells.peer.shape[2]))
    peer = np.concatenate([cells.peer, like], axis=1)
    return np.asarray(outlook(replace(cells, peer=peer), factors, known_and_far).sum(axis=1)[:, :horizon])


def certainty(cells: Cells, factors: Factors) -> Array:
    """Return for each option the units that what is known of its style's level weighs: 1 ÷ its squared variation.

    What is believed before it is sold weighs `strength`; a week's sales weigh less, the more weeks scatter.
    """
    styles = Grouping(cells.style)
    expected = styles.sums(expectation(cells, factors).sum(axis=1))
    sold = styles.sums(cells.demand.sum(axis=1))
    return np.asarray(factors.strength + styles.of((sold / (1.0 + factors.spread * expected)).sum(axis=1)))
