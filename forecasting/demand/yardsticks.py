"""What the engine is measured against: statsforecast's AutoETS and TSB, one series after another.

Belongs here: the wrappers, and what they give where statsforecast cannot fit. Not here: the engine's own methods.

statsforecast brings numba, so it is imported only here, inside functions. AutoETS chooses among all its models by AICc;
seasons above 24 periods it leaves out, as statsforecast does. Series of fewer than ten values or without change are too
little for it: they get the seasonal naive forecast, with a range from the changes of the history.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from forecasting.demand.panel import Array, History
from forecasting.demand.scales import working_scale
from forecasting.demand.simple import seasonal_naive

_LEVELS = [50, 80, 90, 95]
_FEWEST, _LONGEST_SEASON = 10, 24
_NORMAL = np.array([-1.959964, -1.644854, -1.281552, -0.67449, 0.0, 0.67449, 1.281552, 1.644854, 1.959964])


@dataclass(frozen=True)
class Said:
    """Points (series × horizon) and nine quantiles (the same × 9)."""

    mean: Array
    quantiles: Array


def auto_ets(history: History, horizon: int) -> Said:
    """Forecast each series by AutoETS with its normal ranges."""
    from statsforecast.models import AutoETS

    model = AutoETS(season_length=history.season if history.season <= _LONGEST_SEASON else 1)
    said = plain_naive(history, horizon)
    for place, start in enumerate(history.start.tolist()):
        y = history.y[place, start:]
        if len(y) < _FEWEST or np.ptp(y) == 0:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = model.forecast(y=y, h=horizon, level=_LEVELS)
        if np.isfinite(found["mean"]).all():
            said.mean[place] = found["mean"]
            lows = [found[f"lo-{level}"] for level in reversed(_LEVELS)]
            highs = [found[f"hi-{level}"] for level in _LEVELS]
            bands = np.stack([*lows, found["mean"], *highs], axis=1)
            said.quantiles[place] = np.where(np.isfinite(bands), bands, found["mean"][:, None])
    return _not_negative(history, said)


def tsb(history: History, horizon: int) -> Array:
    """Forecast each series by Teunter, Syntetos and Babai's method for intermittent demand, both weights 0.1."""
    from statsforecast.models import TSB

    model = TSB(alpha_d=0.1, alpha_p=0.1)
    found = seasonal_naive(history, horizon)
    for place, start in enumerate(history.start.tolist()):
        y = history.y[place, start:]
        if len(y) and history.nonnegative[place]:
            found[place] = model.forecast(y=y, h=horizon)["mean"]
    return np.nan_to_num(found)


def plain_naive(history: History, horizon: int) -> Said:
    """Return the seasonal naive forecast; its range grows with the root of the seasons ahead."""
    mean = seasonal_naive(history, horizon)
    steps = np.sqrt(np.arange(horizon) // history.season + 1.0)
    spread = (working_scale(history)[:, None] * steps)[..., None] * _NORMAL
    return _not_negative(history, Said(mean, mean[..., None] + spread))


def _not_negative(history: History, said: Said) -> Said:
    keep = history.nonnegative[:, None]
    mean = np.where(keep, np.maximum(said.mean, 0.0), said.mean)
    quantiles = np.where(keep[..., None], np.maximum(said.quantiles, 0.0), said.quantiles)
    return Said(mean, np.sort(quantiles, axis=2))
