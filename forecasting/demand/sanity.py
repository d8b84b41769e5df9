"""What no forecast may be: not a number, negative without reason, beyond what was ever near.

Belongs here: caps and fallbacks, each with its reason. Not here: how good a forecast is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from forecasting.demand.panel import Array, History, Mask
from forecasting.demand.settings import demand_settings
from forecasting.demand.simple import window_average

NO_HISTORY = "no history: 0"
ALL_ZERO = "all zero: 0"
ONE_VALUE = "one value: repeated"
SHORT = "too short to try methods on: the usual blend"
NOT_FINITE = "not finite: seasonal window average"
CAPPED = "capped at a multiple of the highest recent value"


def checked(history: History, mean: Array, events: Mask) -> tuple[Array, NDArray[np.str_]]:
    """Return forecasts that may be published, and each series' reason where something was put right."""
    settings = demand_settings()
    reasons = np.full(len(mean), "", dtype="<U64")
    broken = np.asarray(~np.isfinite(mean).all(axis=1))
    mean = np.where(broken[:, None], window_average(history, mean.shape[1]), mean)
    recent = max(2 * history.season, settings.frequency[history.panel.frequency].level)
    highest = np.nan_to_num(np.where(np.isnan(history.y), 0.0, np.abs(history.y))[:, -recent:]).max(axis=1)
    cap = settings.sanity.highest_multiple * highest[:, None]
    high = history.nonnegative[:, None] & ~events & (mean > cap)
    mean = np.where(high, cap, mean)
    mean = np.where(history.nonnegative[:, None], np.maximum(mean, 0.0), mean)
    ages, zero = history.ages, (np.nan_to_num(history.y) == 0).all(axis=1)
    last = np.nan_to_num(history.y[:, -1])
    mean = np.where((ages == 1)[:, None], last[:, None], np.where(zero[:, None], 0.0, mean))
    for wrong, reason in (
        (ages < settings.origins.shortest_history, SHORT),
        (high.any(axis=1), CAPPED),
        (broken, NOT_FINITE),
        (ages == 1, ONE_VALUE),
        (zero, ALL_ZERO),
        (~history.seen.any(axis=1), NO_HISTORY),
    ):
        reasons[wrong] = reason
    return mean, reasons
