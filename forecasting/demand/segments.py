"""Segments of series and regimes of periods: what the choice of a method and the ranges are made by.

Belongs here: what is seen in a history alone. Not here: any forecast or error.

- `new`: fewer periods since the first demand than the settings say.
- `ended`: no demand in the last periods that a level is taken over.
- else by ADI (periods ÷ periods with demand) and CV² (of the demand where there is any): `smooth` (ADI < 1.32, CV² <
  0.49), `erratic`, `intermittent`, `lumpy`; series that were below 0 are `signed`.
- value: `a` for the series that make the first four fifths of the panel's recent volume, `b` for the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.panel import Array, History, Mask
from forecasting.demand.settings import demand_settings
from forecasting.demand.simple import level_mean

Codes = NDArray[np.int64]

CLASSES = ("smooth", "erratic", "intermittent", "lumpy", "signed", "new", "ended")
REGIMES = ("usual", "event")
_ADI, _CV2, _VALUE = 1.32, 0.49, 0.8


def segments_of(history: History) -> Codes:
    """Return each series' segment: class × 2 + (0 for value a, 1 for b)."""
    settings = demand_settings().frequency[history.panel.frequency]
    y = np.nan_to_num(history.y)
    active = (y != 0).sum(axis=1)
    positive = np.where(y > 0, y, 0.0)
    counts = np.maximum((y > 0).sum(axis=1), 1)
    mean = positive.sum(axis=1) / counts
    variance = np.maximum((positive**2).sum(axis=1) / counts - mean**2, 0.0)
    steady = variance < _CV2 * mean**2
    frequent = history.ages < _ADI * np.maximum(active, 1)
    code = np.where(frequent, np.where(steady, 0, 1), np.where(steady, 2, 3))
    code = np.where(history.nonnegative, code, 4)
    code = np.where((y[:, -settings.level :] == 0).all(axis=1), 6, code)
    code = np.where(history.ages < settings.new, 5, code)
    return np.asarray(code * 2 + _minor(history, settings.level))


def segment_name(code: int) -> str:
    """Return a segment's name, such as `lumpy-a`."""
    return f"{CLASSES[code // 2]}-{'ab'[code % 2]}"


def _minor(history: History, periods: int) -> NDArray[np.int64]:
    volume = np.abs(level_mean(history, periods))
    order = np.argsort(-volume, kind="stable")
    reached = np.cumsum(volume[order]) - volume[order]
    minor = np.empty(len(volume), dtype=np.int64)
    minor[order] = reached > _VALUE * volume.sum()
    return minor


def events_of(history: History, horizon: int) -> Mask:
    """Return which future periods are an event: a column other than the price says so, or last year's season does.

    The season speaks only where a panel has a year of twelve or more periods and stands in the same columns: a period
    that last year was far above the periods around it.
    """
    flagged = np.zeros((len(history.y), horizon), dtype=bool)
    for name, values in zip(history.panel.names, future_columns(history, horizon), strict=True):
        if name != "price":
            flagged |= np.nan_to_num(values) > 0
    season = history.season
    if season < 12 or not history.panel.aligned or history.length < season + 8:
        return flagged
    total = np.nansum(history.y, axis=0)
    columns = history.length - season + np.arange(horizon) % season
    around = np.array([total[max(column - 8, 0) : column + 9].mean() for column in columns.tolist()])
    peak = total[columns] > demand_settings().champion.event_index * np.maximum(around, 1e-12)
    return np.asarray(flagged | peak[None, :])


def future_columns(history: History, horizon: int) -> Array:
    """Return the known columns of the periods ahead: columns × series × horizon, NaN where nothing is known."""
    panel = history.panel
    found = np.full((len(panel.names), len(panel.ids), horizon), np.nan)
    if panel.names:
        given = panel.columns[:, :, history.length : history.length + horizon]
        found[:, :, : given.shape[2]] = given
    return found
