"""The weeks ahead of every option and market, and how sure they are.

Belongs here: means and quantiles from fitted factors. Not here: fitting them.
"""

from __future__ import annotations

import numpy as np

from forecasting.demand.panel import Array
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.styles.cells import Cells
from forecasting.demand.styles.factors import Factors, curve_place, period_of

LEVELS = tuple(demand_settings().quantiles)
_STYLES = demand_settings().styles
_MULTIPLE = demand_settings().sanity.highest_multiple
_GRID = np.r_[0.0, np.geomspace(1e-4, 1e5, 361)]


def outlook(cells: Cells, factors: Factors, horizon: int) -> Array:
    """Return the mean demand of options × markets × weeks ahead."""
    weeks = np.arange(cells.weeks, cells.weeks + horizon)
    age = weeks[None, :] - cells.launch[:, None]
    shape = (age >= 0) * factors.curve[curve_place(age)] * factors.season[cells.category][:, period_of(weeks)]
    rows = shape * factors.level[:, None]
    mean = rows[:, None, :] * (factors.taste[:, :, None] * calendar_ahead(cells, factors, horizon)[None])
    return np.asarray(np.minimum(mean, caps(cells)[:, :, None]))


def caps(cells: Cells) -> Array:
    """Return options × markets: the most that may be foreseen of a week.

    A multiple of the best week of any option of the category in the market; where none was ever sold there, anywhere.
    """
    best = cells.demand.max(axis=2, initial=0.0)
    by_category = np.zeros((int(cells.category.max(initial=0)) + 1, best.shape[1]))
    np.maximum.at(by_category, cells.category, best)
    anywhere = np.where(by_category.any(axis=1), by_category.max(axis=1), best.max(initial=0.0))
    return np.asarray(_MULTIPLE * np.where(by_category > 0, by_category, anywhere[:, None])[cells.category])


def calendar_ahead(cells: Cells, factors: Factors, horizon: int) -> Array:
    """Return markets × weeks ahead: what the weeks that they are like were, one and two years ago, and has grown since.

    A week without any in the history is like the mean of the latest eight. All weeks together come to the geometric
    mean of what that says and of the latest eight: a year ago knows the season, the latest weeks know the level.
    """
    known = cells.weeks
    last_year = _as_a_year_ago(factors.calendar, cells.peer)
    recent = slice(max(known - _STYLES.recent_weeks, 0), known)
    now, before = factors.calendar[:, recent], last_year[:, recent]
    both = ~np.isnan(before)
    grown = (now * both).sum() / before[both].sum() if both.any() else 1.0
    grown = float(np.clip(grown, _STYLES.lowest_growth, _STYLES.highest_growth))
    padded = np.concatenate([factors.calendar, np.full((len(factors.calendar), horizon), np.nan)], axis=1)
    two_years = _as_a_year_ago(np.where(np.isnan(padded), np.nan, last_year), cells.peer)
    one, two = last_year[:, known : known + horizon] * grown, two_years[:, known : known + horizon] * grown**2
    latest = factors.calendar[:, -_STYLES.latest_weeks :].mean(axis=1)[:, None]
    blend = np.where(np.isnan(two), one, 0.5 * (one + np.nan_to_num(two)))
    found = np.where(np.isnan(blend), latest, blend)
    said, lately = factors.market @ found.mean(axis=1), factors.market @ latest[:, 0]
    return found * np.sqrt(lately / said) if said > 0 and lately > 0 else found


def _as_a_year_ago(calendar: Array, peer: Codes) -> Array:
    """Return for each week the mean of the weeks that it is like; NaN where one of them is not known."""
    width = calendar.shape[1]
    found = np.full(peer.shape[:2], np.nan)
    for market in range(len(calendar)):
        places = peer[market]
        values = np.where((places >= 0) & (places < width), calendar[market][np.clip(places, 0, width - 1)], np.nan)
        found[market] = values.mean(axis=1)
    return found


def dispersion(actual: Array, mean: Array) -> float:
    """Return φ of a variance mean + φ·mean², from what came and what was foreseen; 0 or more."""
    known = mean > 0
    if not known.any():
        return 0.0
    extra = ((actual - mean) ** 2 - mean)[known].sum() / (mean[known] ** 2).sum()
    return float(np.clip(extra, 0.0, 10.0))


def quantiles(mean: Array, spread: float) -> Array:
    """Return the nine quantiles of negative binomial demand, in order, as … × levels; 0 where nothing is expected."""
    from scipy import stats

    grid = _GRID[1:]
    size = 1.0 / max(spread, 1e-6)
    table = np.stack([stats.nbinom.ppf(level, size, size / (size + grid)) for level in LEVELS], axis=-1)
    place = np.searchsorted(grid, mean)
    return np.where((mean > 0)[..., None], table[np.minimum(place, len(grid) - 1)], 0.0)


def expectation(cells: Cells, factors: Factors) -> Array:
    """Return what the factors expect of options × markets × weeks of the history."""
    weeks = np.arange(cells.weeks)
    age = cells.age(cells.weeks)
    shape = (age >= 0) * factors.curve[curve_place(age)] * factors.season[cells.category][:, period_of(weeks)]
    rows = shape * factors.level[:, None]
    return np.asarray(rows[:, None, :] * (factors.taste[:, :, None] * factors.calendar[None]))


def believed(cells: Cells, factors: Factors) -> Array:
    """Return what would be expected of options × weeks of the history, all markets together, by their attributes alone.

    None of an option's own sales count: category, price band and colour, launch curve, calendar and season do.
    """
    weeks = np.arange(cells.weeks)
    age = cells.age(cells.weeks)
    shape = (age >= 0) * factors.curve[curve_place(age)] * factors.season[cells.category][:, period_of(weeks)]
    return np.asarray(shape * factors.prior[:, None] * (factors.market @ factors.calendar)[None])
