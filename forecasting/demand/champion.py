"""Which blend of methods is published, per segment and event regime.

Belongs here: the choice from the trials. Not here: the methods, or their ranges.

Candidates are the means of one to three methods. The incumbent is the settings' blend; a challenger takes its
place only if its squared error is lower by the settings' share over all trials, and lower at all on two thirds of them.
A series' errors are divided by the incumbent's own error on it, so that wild series do not decide for all. Small
segments follow the choice over all; events are chosen apart where the trials hold any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from forecasting.demand.fitted import AUTO_ETS
from forecasting.demand.panel import Array, Mask
from forecasting.demand.segments import Codes
from forecasting.demand.settings import demand_settings
from forecasting.demand.trials import Trial, Trials

_ALL = -1
_Group = tuple[int, bool]


@dataclass(frozen=True)
class Champion:
    """Weights of the methods by segment (-1: all) and whether the period is an event."""

    names: tuple[str, ...]
    weights: dict[_Group, Array]

    def blend(self, forecasts: Array, segments: Codes, events: Mask) -> Array:
        """Return the published blend: series × horizon."""
        found: Array = np.einsum("m,mnh->nh", self.of(_ALL, event=False), forecasts)
        for (segment, event), weights in self.weights.items():
            chosen = (events == event) & ((segments == segment)[:, None] if segment != _ALL else self._rest(segments))
            found = np.where(chosen, np.einsum("m,mnh->nh", weights, forecasts), found)
        return found

    def of(self, segment: int, *, event: bool) -> Array:
        """Return the weights of a segment and regime, or of what it follows."""
        for group in ((segment, event), (segment, False), (_ALL, event), (_ALL, False)):
            if group in self.weights:
                return self.weights[group]
        return incumbent(self.names)

    def name(self, segment: int, *, event: bool = False) -> str:
        """Return the blend in words, such as `boosting + theta`."""
        weights = self.of(segment, event=event)
        return " + ".join(name for name, weight in zip(self.names, weights, strict=True) if weight > 0)

    def _rest(self, segments: Codes) -> Mask:
        own = [segment for segment, _ in self.weights if segment != _ALL]
        return np.asarray(~np.isin(segments, own))[:, None]


def incumbent(names: tuple[str, ...]) -> Array:
    """Return the weights of the blend that is published until another has won."""
    settings = demand_settings().champion
    usual = settings.incumbent_fitted if AUTO_ETS in names else settings.incumbent
    members = [name in usual for name in names]
    return np.array(members) / sum(members)


def choose(trials: Trials) -> Champion:
    """Choose a blend for all, and for each segment and regime that is large enough."""
    if not trials.trials:
        return Champion(trials.names, {})
    errors = _relative_errors(trials)
    candidates = _candidates(len(trials.names))
    weights = {}
    for group, grams, counts in _groups(trials, errors):
        chosen = _winner(grams, counts, candidates, incumbent(trials.names))
        weights[group] = chosen
    return Champion(trials.names, weights)


def _relative_errors(trials: Trials) -> list[Array]:
    """Return each trial's errors ÷ how far the incumbent is usually off for the series; NaN where nothing came."""
    usual = incumbent(trials.names)
    squares = np.zeros(len(trials.trials[0].scale))
    counts = np.zeros_like(squares)
    for trial in trials.trials:
        error = (np.einsum("m,mnh->nh", usual, trial.forecasts) - trial.actual) / trial.scale[:, None]
        squares += np.nansum(error**2, axis=1)
        counts += (~np.isnan(error)).sum(axis=1)
    own = np.sqrt(squares / np.maximum(counts, 1))
    typical = np.median(own[counts > 0]) if (counts > 0).any() else 1.0
    size = np.maximum(own, 0.3 * typical) if typical > 0 else np.ones_like(own)
    return [(t.forecasts - t.actual[None]) / (t.scale * size)[None, :, None] for t in trials.trials]


def _groups(trials: Trials, errors: list[Array]) -> Iterator[tuple[_Group, Array, Array]]:
    """Yield each group with the products of its methods' errors, and the number of its cells, per trial."""
    settings = demand_settings().champion
    segments = {int(code) for trial in trials.trials for code in np.unique(trial.segments)}
    for segment in (_ALL, *sorted(segments)):
        for event in (False, True):
            parts = [
                _gram(trial, error, segment, event=event) for trial, error in zip(trials.trials, errors, strict=True)
            ]
            counts = np.array([count for _, count, _ in parts])
            series = max(number for _, _, number in parts)
            if counts.any() and (segment == _ALL or series >= settings.fewest_series):
                yield (segment, event), np.array([gram for gram, _, _ in parts]), counts


def _gram(trial: Trial, error: Array, segment: int, *, event: bool) -> tuple[Array, int, int]:
    chosen = ~np.isnan(trial.actual) & (trial.events == event)
    if segment != _ALL:
        chosen &= (trial.segments == segment)[:, None]
    cells = error[:, chosen]
    return cells @ cells.T, cells.shape[1], int(chosen.any(axis=1).sum())


def _candidates(count: int) -> Array:
    largest = demand_settings().champion.largest_blend
    sets = [members for size in range(1, largest + 1) for members in combinations(range(count), size)]
    weights = np.zeros((len(sets), count))
    for row, members in enumerate(sets):
        weights[row, list(members)] = 1 / len(members)
    return weights


def _winner(grams: Array, counts: Array, candidates: Array, usual: Array) -> Array:
    """Return the candidate with the lowest error, or the incumbent if none wins as the settings ask."""
    settings = demand_settings().champion
    there = counts > 0
    losses = np.einsum("cm,omk,ck->oc", candidates, grams[there], candidates)
    held = np.einsum("m,omk,k->o", usual, grams[there], usual)
    total = losses.sum(axis=0)
    wins = (losses < held[:, None]).mean(axis=0)
    good = (total < (1 - settings.win) * held.sum()) & (wins >= settings.origins_share)
    if not good.any():
        return usual
    return np.asarray(candidates[np.where(good, total, np.inf).argmin()])
