"""What errors are divided by.

Belongs here: scales of a history. Not here: errors.
"""

from __future__ import annotations

import numpy as np

from forecasting.demand.panel import Array, History


def squared_scale(history: History) -> Array:
    """Return the mean squared change from one period to the next (the scale of RMSSE); NaN where it is 0."""
    return _mean(np.diff(history.y, axis=1) ** 2)


def absolute_scale(history: History) -> Array:
    """Return the mean absolute change over a season (the scale of MASE), over one period for short series."""
    season = history.season
    near = _mean(np.abs(np.diff(history.y, axis=1)))
    if season == 1 or history.length <= season:
        return near
    far = _mean(np.abs(history.y[:, season:] - history.y[:, :-season]))
    return np.where(history.ages > season, far, near)


def working_scale(history: History) -> Array:
    """Return a scale above 0 for every series: the root of `squared_scale`, else its mean size, else 1."""
    root = np.sqrt(squared_scale(history))
    size = np.sqrt(_mean(history.y**2))
    return np.where(root > 0, root, np.where(size > 0, size, 1.0))


def _mean(values: Array) -> Array:
    there = ~np.isnan(values)
    counts = there.sum(axis=1)
    means = np.where(there, values, 0.0).sum(axis=1) / np.maximum(counts, 1)
    return np.where((counts > 0) & (means > 0), means, np.nan)
