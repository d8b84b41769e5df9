"""Ranges of sums: what a series comes to over the whole horizon, and all series together in each period.

Belongs here: the trials summed up, and ranges made of them. Not here: means of sums, which are sums of means.

A quantile of a sum is no sum of quantiles, so the errors of sums are pooled anew, from the same trials. The horizons of
trials overlap, so a series' few sums say little of its own spread: it is its scale times what the pool was off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from forecasting.demand.calibration import calibrate
from forecasting.demand.panel import Array, History
from forecasting.demand.scales import working_scale
from forecasting.demand.segments import Codes
from forecasting.demand.trials import Trial, Trials


@dataclass(frozen=True)
class SumRanges:
    """Quantiles of sums.

    Args:
        over_horizon: Series × 1 × nine: of what each series comes to over all periods ahead.
        over_series: 1 × horizon × nine: of what all series come to; None where they do not stand in the same periods.
    """

    over_horizon: Array
    over_series: Array | None


def ranges_of_sums(trials: Trials, blended: list[Array], mean: Array, history: History, segments: Codes) -> SumRanges:
    """Make ranges of both sums.

    Args:
        trials: The trials.
        blended: What was published at each of them: series × horizon.
        mean: What is published now: series × horizon.
        history: What is known now.
        segments: Of each series, now.
    """
    scale, nonnegative = working_scale(history), history.nonnegative
    count, horizon = mean.shape
    long, said = _summed(trials, blended, _over_horizon)
    ranges = calibrate(long, said, count, 1, own=False)
    each = ranges.around(mean.sum(axis=1, keepdims=True), scale * np.sqrt(horizon), segments, nonnegative)
    if not history.panel.aligned:
        return SumRanges(each, None)
    wide, said = _summed(trials, blended, _over_series)
    ranges = calibrate(wide, said, 1, horizon, own=False)
    total_scale = np.sqrt((scale**2).sum(keepdims=True))
    whole = ranges.around(mean.sum(axis=0)[None, :], total_scale, segments[:1] * 0, np.array([nonnegative.all()]))
    return SumRanges(each, whole)


_Sum = Callable[[Trial, Array], tuple[Trial, Array]]


def _summed(trials: Trials, blended: list[Array], how: _Sum) -> tuple[Trials, list[Array]]:
    parts = [how(trial, said) for trial, said in zip(trials.trials, blended, strict=True)]
    return Trials(trials.names, tuple(trial for trial, _ in parts)), [said for _, said in parts]


def _over_horizon(trial: Trial, said: Array) -> tuple[Trial, Array]:
    """Return the trial of each series' sum; NaN where a period is not known."""
    actual = trial.actual.sum(axis=1, keepdims=True)
    scale = trial.scale * np.sqrt(said.shape[1])
    return replace(trial, actual=actual, scale=scale), said.sum(axis=1, keepdims=True)


def _over_series(trial: Trial, said: Array) -> tuple[Trial, Array]:
    """Return the trial of the sum of all series of which something is known; NaN where nothing is."""
    there = ~np.isnan(trial.actual)
    actual = np.where(there.any(axis=0), np.where(there, trial.actual, 0.0).sum(axis=0), np.nan)[None, :]
    scale = np.sqrt((trial.scale**2).sum(keepdims=True))
    whole = replace(trial, actual=actual, scale=scale, segments=trial.segments[:1] * 0)
    return whole, np.where(there, said, 0.0).sum(axis=0)[None, :]
