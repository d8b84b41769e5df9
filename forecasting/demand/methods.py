"""The local methods of the engine, all of them for every series.

Belongs here: their names and what each is made of. Not here: which of them is published (`champion`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.demand.panel import Array, History
from forecasting.demand.seasons import own_season, panel_season
from forecasting.demand.settings import demand_settings
from forecasting.demand.simple import level_mean, seasonal_growth, seasonal_naive, window_average
from forecasting.demand.smoothing import smooth

LOCAL = (
    "seasonal_naive",
    "seasonal_window_average",
    "seasonal_growth",
    "level",
    "smoothing",
    "theta",
    "panel_smoothing",
)
"""`level`: the mean of the last periods with the panel's season (or the series' own). `smoothing` and `theta`: with
each series' own season. `panel_smoothing`: smoothing with the season that all series share."""
BOOSTING = "boosting"


def local_forecasts(history: History, horizon: int) -> Array:
    """Return what each local method says: methods × series × horizon, never NaN, none below 0 without a reason."""
    own = own_season(history)
    panel = panel_season(history) or own
    smoothed = smooth(own.removed(history.y))
    steady = replace(history, y=_without_outliers(history))
    shared = smooth(panel.removed(steady.y))
    periods = demand_settings().frequency[history.panel.frequency].level
    level = np.repeat(level_mean(steady, periods)[:, None], horizon, axis=1)
    found = np.stack([
        seasonal_naive(history, horizon),
        window_average(history, horizon),
        seasonal_growth(history, horizon),
        panel.added(level),
        own.added(smoothed.damped(horizon)),
        own.added(smoothed.theta(horizon)),
        panel.added(shared.damped(horizon)),
    ])  # fmt: skip
    found = np.where(history.ages[None, :, None] > 0, found, 0.0)
    return np.where(history.nonnegative[None, :, None], np.maximum(found, 0.0), found)


def _without_outliers(history: History) -> Array:
    """Return the values cut off where they are far above the series' usual demand, as one bulk order is."""
    settings = demand_settings().smoothing
    demand = np.where(history.y > 0, history.y, np.nan)
    counts = (~np.isnan(demand)).sum(axis=1)
    ordered = np.sort(demand, axis=1)
    place = np.maximum(np.ceil(settings.outlier_share * counts).astype(np.int64) - 2, 0)
    usual = np.take_along_axis(ordered, place[:, None], axis=1)
    limit = np.where((counts > 2)[:, None], usual * settings.outlier_times, np.inf)
    return np.minimum(history.y, limit)
