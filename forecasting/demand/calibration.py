"""Ranges: nine quantiles around a forecast, from how far the same blend was off at the trials.

Belongs here: quantiles from pooled residuals. Not here: the forecast itself.

Two ways, by the share of zeros in a class's past. With many zeros a range is the forecast × quantiles of (what came ÷
forecast) of the pool's forecasts of about the same size: a small mean is mostly zero and at times many times itself.
With few, it is the forecast + the series' own spread × quantiles of pooled residuals ÷ spread; a series' own spread is
drawn towards the pool's, grows with the horizon as the pool's does, and is calibrated without the trial that it judges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand.panel import Array, Mask
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.trials import Trials

_NORMAL = np.array([-1.959964, -1.644854, -1.281552, -0.67449, 0.0, 0.67449, 1.281552, 1.644854, 1.959964])


@dataclass(frozen=True)
class Ranges:
    """What the trials say about ranges.

    Args:
        growth: The pool's root mean squared scaled error of each period ahead.
        spread: Each series' own error ÷ its scale and the growth.
        residuals: Quantiles of residuals ÷ spread.
        edges: Upper ends of the bins of forecasts' sizes.
        ratios: Bins × quantiles of what came ÷ forecast.
        multiplies: By class of segments: whether ranges are multiples of the forecast.
    """

    growth: Array
    spread: Array
    residuals: Array
    edges: Array
    ratios: Array
    multiplies: Mask

    def around(self, forecast: Array, scale: Array, segments: Codes, nonnegative: Mask) -> Array:
        """Return series × horizon × quantiles, in order, not below 0 where the history never was."""
        spread = (scale * self.spread)[:, None] * self.growth[None, :]
        added = forecast[..., None] + spread[..., None] * self.residuals
        found = added
        if len(self.ratios):
            bins = np.minimum(np.searchsorted(self.edges, forecast), len(self.ratios) - 1)
            times = self.multiplies[segments // 2] & nonnegative
            found = np.where(times[:, None, None], forecast[..., None] * self.ratios[bins], added)
        found = np.where(nonnegative[:, None, None], np.maximum(found, 0.0), found)
        return np.sort(found, axis=2)


def calibrate(trials: Trials, blended: list[Array], series: int, horizon: int, *, own: bool = True) -> Ranges:
    """Make ranges of the trials' residuals; normal ones that grow with the root of the horizon where there are too few.

    Args:
        trials: The trials.
        blended: What was published at each of them: series × horizon.
        series: How many series.
        horizon: How many periods ahead.
        own: Whether series have spreads of their own beside their scales; else they share the pool's.
    """
    settings = demand_settings().calibration
    grown = np.sqrt(np.arange(1, horizon + 1))
    plain = Ranges(grown, np.ones(series), _NORMAL, np.empty(0), np.empty((0, 0)), np.zeros(7, dtype=bool))
    if not trials.trials:
        return plain
    actual = np.stack([trial.actual for trial in trials.trials])
    forecast = np.stack(blended)
    there = ~np.isnan(actual)
    if there.sum() < settings.fewest_cells:
        return plain
    scale = np.stack([trial.scale for trial in trials.trials])[:, :, None]
    error = np.where(there, (actual - forecast) / scale, 0.0)
    growth = _growth(error, there, grown)
    spread, left_out = _spreads(error / growth, there) if own else (np.ones(series), np.ones(there.shape[:2]))
    standard = (error / growth / left_out[:, :, None])[there]
    edges, ratios = _ratios(forecast[there & (forecast > 0)], actual[there & (forecast > 0)])
    residuals = np.quantile(standard, demand_settings().quantiles)
    return Ranges(growth, spread, residuals, edges, ratios, _zero_classes(trials))


def _growth(error: Array, there: Mask, plain: Array) -> Array:
    """Return the pool's error by period ahead, never falling; beyond what was seen it grows with the root."""
    counts = there.sum(axis=(0, 1))
    root = np.sqrt((error**2).sum(axis=(0, 1)) / np.maximum(counts, 1))
    seen = counts >= min(20, counts.max())
    last = int(np.flatnonzero(seen).max())
    smooth = np.maximum.accumulate(np.where(seen, root, 0.0))
    smooth[last + 1 :] = smooth[last] * plain[last + 1 :] / plain[last]
    return np.asarray(np.maximum(smooth, 1e-9 + 0.01 * smooth.max()))


def _spreads(standard: Array, there: Mask) -> tuple[Array, Array]:
    """Return each series' own spread drawn to 1, and the same without each trial: trials × series."""
    weight = demand_settings().calibration.own_weight
    counts = there.sum(axis=2)
    means = (standard**2).sum(axis=2) / np.maximum(counts, 1)
    used = (counts > 0).astype(np.float64)
    sums, origins = (means * used).sum(axis=0), used.sum(axis=0)
    whole = np.sqrt((sums + weight) / (origins + weight))
    without = np.sqrt((sums - means * used + weight) / (origins - used + weight))
    return whole, np.maximum(without, 1e-9)


def _ratios(forecast: Array, actual: Array) -> tuple[Array, Array]:
    settings = demand_settings()
    bins = min(settings.calibration.level_bins, len(forecast) // settings.calibration.bin_cells)
    if bins < 1:
        return np.empty(0), np.empty((0, 0))
    edges = np.quantile(forecast, np.arange(1, bins) / bins)
    place = np.searchsorted(edges, forecast)
    ratio = actual / forecast
    found = [
        np.quantile(ratio[place == number], settings.quantiles) for number in range(bins) if (place == number).any()
    ]
    return (edges, np.array(found)) if len(found) == bins else (np.empty(0), np.empty((0, 0)))


def _zero_classes(trials: Trials) -> Mask:
    """Return for which classes more than the settings' share of what came was zero."""
    zeros, cells = np.zeros(7), np.zeros(7)
    for trial in trials.trials:
        there = ~np.isnan(trial.actual)
        np.add.at(zeros, trial.segments // 2, ((trial.actual == 0) & there).sum(axis=1))
        np.add.at(cells, trial.segments // 2, there.sum(axis=1))
    return np.asarray(zeros > demand_settings().calibration.zeros_share * np.maximum(cells, 1))
