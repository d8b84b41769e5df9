"""Exponential smoothing of all series at once: a grid of parameters is run, and what fitted best weighs most.

Belongs here: simple smoothing, damped trend and Theta on what `seasons` has made seasonless. Not here: the season.

One pass over time carries level and trend of every series under every parameter. Each parameter set's weight is
exp(-AIC / 2) of its errors one period ahead, so a series that says little gets an average of many. statsforecast's
AutoETS, which optimises one series after another, stays the yardstick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.panel import Array
from forecasting.demand.settings import demand_settings

_FIRST, _FIRST_SHARE, _FIRST_LONGEST = 6, 4, 28
"""Periods that the first level and trend are taken from: six, or a quarter of the series, at most the last."""


@dataclass(frozen=True)
class Smoothed:
    """States after the last period: series × parameter sets, and the sets' weights (simple ones and all)."""

    level: Array
    trend: Array
    damping: Array
    weights: Array
    simple: NDArray[np.bool_]
    alpha: Array
    slope: Array

    def damped(self, horizon: int) -> Array:
        """Return the weighted forecast of all parameter sets."""
        powers = np.cumsum(self.damping[:, None] ** np.arange(1, horizon + 1)[None, :], axis=1)
        levels = (self.level * self.weights).sum(axis=1)[:, None]
        return np.asarray(levels + (self.trend * self.weights) @ powers)

    def theta(self, horizon: int) -> Array:
        """Return simple smoothing with half the slope of the line through the whole history."""
        weights = np.where(self.simple, self.weights, 0.0)
        total = weights.sum(axis=1, keepdims=True)
        even = self.simple / self.simple.sum()
        weights = np.where(total > 1e-12, weights / np.maximum(total, 1e-12), even)
        level = (self.level * weights).sum(axis=1)[:, None]
        lag = ((1 / self.alpha - 1) * weights).sum(axis=1)[:, None]
        steps = np.arange(1, horizon + 1)[None, :]
        return np.asarray(level + 0.5 * self.slope[:, None] * (steps + np.minimum(lag, 10)))


def smooth(z: Array) -> Smoothed:
    """Smooth seasonless series.

    Args:
        z: Series × periods; NaN before a series' start and where a period says nothing.
    """
    alpha, beta, damping = _grid()
    there = ~np.isnan(z)
    level, trend, slope = _first(z, there)
    levels = np.repeat(level[:, None], len(alpha), axis=1)
    trends = np.repeat(trend[:, None], len(alpha), axis=1) * (beta > 0)
    errors = np.zeros_like(levels)
    counts = np.maximum(there.sum(axis=1), 1)[:, None]
    for column in range(int(there.any(axis=0).argmax()), z.shape[1]):
        known = there[:, column, None]
        ahead = levels + damping * trends
        error = np.where(known, z[:, column, None] - ahead, 0.0)
        errors += error**2
        levels = np.where(known, ahead + alpha * error, levels)
        trends = np.where(known, damping * trends + alpha * beta * error, trends)
    return Smoothed(levels, trends, damping, _weights(errors, counts, beta), beta == 0, alpha, slope)


def _grid() -> tuple[Array, Array, Array]:
    settings = demand_settings().smoothing
    sets = [(level, 0.0, 0.0) for level in settings.levels]
    sets += [
        (level, trend, damping)
        for level in settings.levels[1:]
        for trend in settings.trends
        for damping in settings.dampings
    ]
    alpha, beta, damping = np.array(sets).T
    return alpha, beta, damping


def _first(z: Array, there: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """Return the level before the first value and its trend (of the first few values), and the slope of all."""
    order = np.cumsum(there, axis=1)
    early = there & (order <= np.clip(order[:, -1:] // _FIRST_SHARE, _FIRST, _FIRST_LONGEST))
    level, trend = _line(np.where(early, z, 0.0), early)
    _, slope = _line(np.where(there, z, 0.0), there)
    first = np.where(there.any(axis=1), there.argmax(axis=1), 0)
    return level + trend * (first - 1), trend, slope


def _line(values: Array, there: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return intercept (at column 0) and slope of the line through the values; slope 0 for fewer than three."""
    columns = np.arange(values.shape[1])[None, :] * there
    counts = np.maximum(there.sum(axis=1), 1)
    middle, mean = columns.sum(axis=1) / counts, values.sum(axis=1) / counts
    away = np.where(there, columns - middle[:, None], 0.0)
    spread = (away**2).sum(axis=1)
    slope = np.where(there.sum(axis=1) > 2, (away * values).sum(axis=1) / np.maximum(spread, 1e-12), 0.0)
    return mean - slope * middle, slope


def _weights(errors: Array, counts: Array, beta: Array) -> Array:
    parameters = np.where(beta > 0, 4.0, 1.0)
    floor = 1e-12 + errors.min(axis=1, keepdims=True) * 1e-9
    criterion = counts * np.log((errors + floor) / counts) + 2 * parameters * counts / np.maximum(counts - 6, 1)
    relative = np.exp(-0.5 * (criterion - criterion.min(axis=1, keepdims=True)))
    return np.asarray(relative / relative.sum(axis=1, keepdims=True))
