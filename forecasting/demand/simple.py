"""The permanent simple champions and their kin: what needs nothing but a look back.

Belongs here: seasonal naive, seasonal window average, growth. Not here: anything with parameters that are fitted.

All of them take a history and give series × horizon; a series without a value gets 0.
"""

from __future__ import annotations

import numpy as np

from forecasting.demand.panel import Array, History
from forecasting.demand.settings import demand_settings


def seasonal_naive(history: History, horizon: int) -> Array:
    """Repeat the last season; series shorter than a season repeat their last value."""
    return _repeated(history, horizon, history.season, 1)


def window_average(history: History, horizon: int) -> Array:
    """Average the same period of the last seasons (the settings' window), as many as there are.

    Series shorter than a season, and all where there is no season, take the mean of their last values, as many as a
    level is taken over.
    """
    season = history.season
    level = level_mean(history, demand_settings().frequency[history.panel.frequency].level)
    if season == 1:
        return np.repeat(level[:, None], horizon, axis=1)
    averages = _repeated(history, horizon, season, demand_settings().simple.window_seasons)
    return np.where((history.ages >= season)[:, None], averages, level[:, None])


def seasonal_growth(history: History, horizon: int) -> Array:
    """Repeat the last year × how the last periods stand to the same ones of the year before.

    The year is the longer season where the frequency has one that fits, else the season. Series that are too short
    repeat the last season as it is.
    """
    settings = demand_settings()
    year = settings.frequency[history.panel.frequency].long_season or history.season
    last = max(3, year // 6) if year < 60 else year // 12
    naive = seasonal_naive(history, horizon)
    if history.length < year + last or year < 4:
        return naive
    repeated = _repeated(history, horizon, year, 1)
    now = history.y[:, -last:].sum(axis=1)
    then = history.y[:, -last - year : history.length - year].sum(axis=1)
    usable = (history.ages >= year + last) & (now > 0) & (then > 0)
    growth = np.clip(now / np.where(usable, then, 1.0), settings.simple.lowest_growth, settings.simple.highest_growth)
    return np.where(usable[:, None], repeated * growth[:, None], naive)


def level_mean(history: History, periods: int) -> Array:
    """Return the mean of the last periods, as many as each series has; 0 for none."""
    window = history.y[:, -periods:]
    there = ~np.isnan(window)
    return np.asarray(np.where(there, window, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1))


def _repeated(history: History, horizon: int, season: int, seasons: int) -> Array:
    """Average the same period over the last seasons; where a series has none of them, its last value."""
    last = np.nan_to_num(history.y[:, -1:]) if history.length else np.zeros((len(history.y), 1))
    columns = history.length - season + np.arange(horizon) % season
    back = columns[None, :] - season * np.arange(seasons)[:, None]
    values = np.where(back >= 0, history.y[:, np.maximum(back, 0)], np.nan)
    there = ~np.isnan(values)
    counts = there.sum(axis=1)
    means = np.where(there, values, 0.0).sum(axis=1) / np.maximum(counts, 1)
    return np.where(counts > 0, means, last)
