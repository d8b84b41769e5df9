"""The total of a panel forecast as a series of its own, and what it says to its parts.

Belongs here: how far the parts are scaled towards their total. Not here: methods or choices of the parts.

Parts that stand in the same periods are summed and forecast again as one series. How much of the gap between that
forecast and the sum of the parts is closed is tried at the trials, and parts and total must both win.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.demand.champion import choose
from forecasting.demand.panel import Array, Panel
from forecasting.demand.settings import demand_settings
from forecasting.demand.trials import Trials, now, run_local_trials


def adjusted(panel: Panel, trials: Trials, blended: list[Array], mean: Array) -> tuple[Array, list[Array]]:
    """Return forecasts and trial forecasts, scaled towards the total's own where that has proved better."""
    settings = demand_settings().totals
    if len(panel.ids) < settings.fewest_series or not panel.aligned or not trials.trials or (panel.y < 0).any():
        return mean, blended
    total = _total(panel)
    own = run_local_trials(total, mean.shape[1])
    champion = choose(own)
    top = [champion.blend(trial.forecasts, trial.segments, trial.events) for trial in own.trials]
    share = _share(trials, blended, top)
    local, segments, events = now(total, mean.shape[1])
    scaled = [_scaled(part, whole, share) for part, whole in zip(blended, top, strict=True)]
    return _scaled(mean, champion.blend(local, segments, events), share), scaled


def _total(panel: Panel) -> Panel:
    """Return the sum of all series as a panel of one."""
    sums = np.nansum(panel.y, axis=0)[None, :]
    known_at = np.empty((0, 0), dtype=np.int64)
    return replace(
        panel, ids=np.array(["total"]), ends=panel.ends[:1], y=sums, columns=np.empty((0, 0, 0)), known_at=known_at,
        names=(),
    )  # fmt: skip


def _scaled(parts: Array, whole: Array, share: float) -> Array:
    """Scale parts so that a share of the gap to the total's own forecast is closed, within the settings' bounds."""
    settings = demand_settings().totals
    sums = parts.sum(axis=0)
    ratio = np.where(sums > 0, whole[0] / np.where(sums > 0, sums, 1.0), 1.0)
    return np.asarray(parts * np.clip(1 + share * (ratio - 1), settings.lowest, settings.highest))


def _share(trials: Trials, blended: list[Array], top: list[Array]) -> float:
    """Return the share of the gap that is closed: the best for the total of those that also make the parts no worse."""
    settings = demand_settings()
    shares = (0.0, *settings.totals.shares)
    losses = np.array([[_losses(trial.actual, trial.scale, _scaled(parts, whole, share)) for share in shares]
                       for trial, parts, whole in zip(trials.trials, blended, top, strict=True)])  # fmt: skip
    wholes, parts = losses[..., 0], losses[..., 1]
    wins = (wholes < wholes[:, :1]).mean(axis=0) >= settings.champion.origins_share
    better = wholes.sum(axis=0) < (1 - settings.champion.win) * wholes[:, 0].sum()
    good = wins & better & (parts.sum(axis=0) <= parts[:, 0].sum())
    return float(shares[np.where(good, wholes.sum(axis=0), np.inf).argmin()]) if good.any() else 0.0


def _losses(actual: Array, scale: Array, forecast: Array) -> tuple[float, float]:
    """Return the squared error of the sum, and of the parts relative to their scales."""
    there = ~np.isnan(actual)
    error = np.where(there, forecast - actual, 0.0)
    return float((error.sum(axis=0) ** 2).sum()), float(((error / scale[:, None]) ** 2).sum())
