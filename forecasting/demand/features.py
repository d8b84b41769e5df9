"""What the global model sees of a series at an origin, for each period ahead.

Belongs here: features and the level that they are relative to. Not here: the model.

Every quantity is divided by the series' own level at the origin, so that one model serves all series; nothing looks
beyond the origin but columns that were known by then. Events count as days to the next and since the last one.
"""

from __future__ import annotations

import numpy as np

from forecasting.demand.panel import Array, History, first_true
from forecasting.demand.segments import future_columns, segments_of
from forecasting.demand.settings import demand_settings
from forecasting.demand.simple import level_mean

_FAR = 1_000.0


def level_of(history: History) -> Array:
    """Return each series' level: the mean of its last periods, but at least a tenth of the mean of all; 0 for none."""
    periods = demand_settings().frequency[history.panel.frequency].level
    near = level_mean(np_abs(history), periods)
    return np.maximum(near, 0.1 * level_mean(np_abs(history), history.length))


def np_abs(history: History) -> History:
    """Return the history of absolute values."""
    return History(np.abs(history.y), history.seen, history.start, history.nonnegative, history.panel)


def features_of(history: History, local: Array) -> Array:
    """Return series × horizon × features.

    Args:
        history: What is known at the origin.
        local: What the local methods say: methods × series × horizon.
    """
    horizon = local.shape[2]
    level = level_of(history)[:, None]
    safe = np.where(level > 0, level, 1.0)
    ahead = [method / safe for method in local]
    own = [np.repeat(column[:, None], horizon, axis=1) for column in _own(history, safe[:, 0])]
    steps = np.arange(horizon)
    shared = [np.broadcast_to(values.astype(np.float64), local.shape[1:]) for values in (steps, steps % history.season)]
    return np.stack([*ahead, *own, *shared, *_known(history, horizon)], axis=2)


def _own(history: History, level: Array) -> list[Array]:
    periods = demand_settings().frequency[history.panel.frequency].level
    y = np.nan_to_num(history.y)
    windows = sorted({1, max(2, periods // 8), max(3, periods // 4), max(4, periods // 2), periods, 2 * periods})
    means = [level_mean(history, window) / level for window in windows]
    recent = y[:, -periods:]
    spread = recent.std(axis=1) / level
    zeros = (recent == 0).mean(axis=1)
    since = first_true(y[:, ::-1] != 0, np.full(len(y), history.length)).astype(np.float64)
    size = np.log1p(level)
    total = np.nansum(history.y, axis=0)
    momentum = total[-max(periods // 8, 2) :].mean() / max(total[-periods:].mean(), 1e-12)
    panel = np.full(len(y), momentum if history.panel.aligned else np.nan)
    return [*means, spread, zeros, since, size, history.ages.astype(np.float64), panel, segments_of(history) / 2.0]


def _known(history: History, horizon: int) -> list[Array]:
    """Return per column: the price relative to its usual one; an event's value, periods to it and since it."""
    found: list[Array] = []
    panel = history.panel
    for name, past, ahead in zip(panel.names, panel.columns, future_columns(history, horizon), strict=True):
        before = past[:, : history.length]
        if name == "price":
            there = ~np.isnan(before)
            usual = np.where(there, before, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
            found.append(ahead / np.where(usual > 0, usual, np.nan)[:, None])
        else:
            found += [ahead, *_distances(np.nan_to_num(before) > 0, np.nan_to_num(ahead) > 0)]
    return found


def _distances(before: np.ndarray, ahead: np.ndarray) -> tuple[Array, Array]:
    """Return periods to the next event and since the last one, seen from each period ahead."""
    both = np.concatenate([before, ahead], axis=1)
    columns = np.arange(both.shape[1], dtype=np.float64)
    last = np.maximum.accumulate(np.where(both, columns, -_FAR), axis=1)
    following = np.minimum.accumulate(np.where(both, columns, columns[-1] + _FAR)[:, ::-1], axis=1)[:, ::-1]
    start = before.shape[1]
    return (following - columns)[:, start:], (columns - last)[:, start:]
