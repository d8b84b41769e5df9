"""Seasonal indices: a series' own where its past proves them, else those that the panel's series share.

Belongs here: what is taken out before smoothing and put back afterwards. Not here: smoothing.

The phase of a column is its distance from the last one modulo the season, so that horizon h has phase (h - 1) mod m.
Indices multiply where a series never was negative, and are added where it was.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand.panel import Array, History, Mask
from forecasting.demand.settings import demand_settings


@dataclass(frozen=True)
class Season:
    """Indices of each series and phase, and whether they multiply."""

    index: Array
    multiplies: Mask

    def removed(self, y: Array) -> Array:
        """Return the values without the season; NaN where the index is too low to say anything."""
        index = self.index[:, _phases(y.shape[1], self.index.shape[1])]
        low = index < demand_settings().smoothing.lowest_index
        divided = np.where(low, np.nan, y / np.where(low, 1.0, index))
        return np.where(self.multiplies[:, None], divided, y - index)

    def added(self, forecast: Array) -> Array:
        """Return forecasts with the season."""
        index = self.index[:, np.arange(forecast.shape[1]) % self.index.shape[1]]
        return np.where(self.multiplies[:, None], forecast * index, forecast + index)


def own_season(history: History) -> Season:
    """Return each series' own indices where they are significant, else none."""
    detrended = _detrended(history, history.y, history.nonnegative)
    index = _indices(detrended, history.season, history.nonnegative)
    proven = _is_seasonal(history)
    neutral = np.where(history.nonnegative, 1.0, 0.0)[:, None]
    return Season(np.where(proven[:, None], index, neutral), history.nonnegative)


def panel_season(history: History) -> Season | None:
    """Return the indices of all series together, each counted by its own level; None where there is no such panel."""
    settings = demand_settings().smoothing
    season = history.season
    usable = history.nonnegative & (history.ages >= 2 * season)
    if season < 2 or not history.panel.aligned or usable.sum() < settings.panel_series:
        return None
    y = history.y[usable]
    levels = np.nanmean(y, axis=1, keepdims=True)
    scaled = y / np.where(levels > 0, levels, 1.0)
    total = np.nanmean(scaled[:, np.isnan(scaled).all(axis=0).sum() :], axis=0)[None, :]
    detrended = _detrended(history, total, np.ones(1, dtype=bool))
    index = _indices(detrended, season, np.ones(1, dtype=bool))
    return Season(np.repeat(index, len(history.y), axis=0), np.ones(len(history.y), dtype=bool))


def _detrended(history: History, y: Array, multiplies: Mask) -> Array:
    """Return values relative to the moving mean over a whole season (an even one is centred); NaN at the edges."""
    season = history.season
    half = season // 2
    if y.shape[1] < 2 * season or season < 2:
        return np.full_like(y, np.nan)
    weights = np.ones(season) if season % 2 else np.r_[0.5, np.ones(season - 1), 0.5]
    sums = np.cumsum(np.c_[np.zeros(len(y)), np.nan_to_num(y)], axis=1)
    width = 2 * half + 1
    whole = sums[:, width:] - sums[:, :-width]
    if not season % 2:
        ends = np.nan_to_num(y)
        whole = whole - 0.5 * (ends[:, : -2 * half] + ends[:, 2 * half :])
    known = ~np.isnan(y)
    middle = np.full_like(y, np.nan)
    middle[:, half : y.shape[1] - half] = whole / weights.sum()
    complete = np.zeros_like(known)
    complete[:, half : y.shape[1] - half] = known[:, : y.shape[1] - 2 * half]
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(middle > 0, y / middle, np.nan)
    return np.where(complete, np.where(multiplies[:, None], ratio, y - middle), np.nan)


def _indices(detrended: Array, season: int, multiplies: Mask) -> Array:
    """Average what is detrended by phase, to a mean of 1 (or 0)."""
    neutral = np.where(multiplies, 1.0, 0.0)[:, None]
    if season < 2:
        return np.repeat(neutral, max(season, 1), axis=1)
    padded = (-detrended.shape[1]) % season
    blocks = np.c_[np.full((len(detrended), padded), np.nan), detrended].reshape(len(detrended), -1, season)
    there = ~np.isnan(blocks)
    counts = there.sum(axis=1)
    means = np.where(there, blocks, 0.0).sum(axis=1) / np.maximum(counts, 1)
    means = np.where(counts > 0, means, neutral)
    average = means.mean(axis=1, keepdims=True)
    scaled = means / np.where(average > 0, average, 1.0)
    return np.where(multiplies[:, None], scaled, means - average)


def _is_seasonal(history: History) -> Mask:
    """Test the autocorrelation at the season's lag of the differenced series, as the M4 competition's Theta does."""
    season, y = history.season, history.y
    if season < 2 or y.shape[1] < 2 * season:
        return np.zeros(len(y), dtype=bool)
    there = ~np.isnan(y)
    counts = np.maximum(there.sum(axis=1), 1)
    centred = np.where(there, y, 0.0) - (np.where(there, y, 0.0).sum(axis=1) / counts)[:, None]
    centred = np.where(there, centred, 0.0)
    variance = np.maximum((centred**2).sum(axis=1), 1e-12)
    lags = [(centred[:, lag:] * centred[:, :-lag]).sum(axis=1) / variance for lag in range(1, season + 1)]
    error = np.sqrt((1 + 2 * sum(lag**2 for lag in lags[:-1])) / counts)
    certain = np.abs(lags[-1]) > demand_settings().smoothing.season_certainty * error
    return np.asarray(certain & (history.ages >= 2 * season))


def _phases(length: int, season: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return (np.arange(length) - length) % season
