"""The costly candidate: statsforecast's AutoETS, one series after another, where a panel is small and smooth enough.

Belongs here: which panels can afford it, its fit and forecasts. Not here: whether it is published (`champion`).

All trials use the models that were fitted on what was known at the oldest of them, carried forward over the values
since; so trials cost one fit. A season longer than AutoETS takes (24 periods) is taken out before, as it is for
smoothing. Series that it cannot take get the mean of the incumbent methods.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.demand.methods import LOCAL
from forecasting.demand.panel import Array, History, Mask, Panel, history_of
from forecasting.demand.seasons import own_season
from forecasting.demand.settings import demand_settings

AUTO_ETS = "auto_ets"


@dataclass(frozen=True)
class Fitted:
    """Models by the place of their series in the panel."""

    models: dict[int, Any]

    def forecast(self, history: History, local: Array) -> Array:
        """Return series × horizon.

        Args:
            history: What is known at the origin; the models may have been fitted on less of it.
            local: What the local methods say: methods × series × horizon.
        """
        horizon = local.shape[2]
        usual = demand_settings().champion.incumbent
        found = np.array(local[[LOCAL.index(name) for name in usual]].mean(axis=0))
        season, values = own_season(history), _values(history)
        for place, model in self.models.items():
            said = _said(model, values[place, history.start[place] :], horizon)
            if said is not None:
                whole = np.zeros((len(found), horizon))
                whole[place] = said
                found[place] = season.added(whole)[place] if _takes_season_out(history) else said
        return np.where(history.nonnegative[:, None], np.maximum(found, 0.0), found)


def is_affordable(panel: Panel) -> bool:
    """Return whether a panel is small enough for AutoETS, and enough of its series are smooth."""
    settings = demand_settings().fitted
    history = history_of(panel)
    chosen = _eligible(history)
    return bool(history.ages[chosen].sum() <= settings.most_values and chosen.mean() >= settings.smooth_share)


def fit(panel: Panel) -> Fitted:
    """Fit AutoETS to each series that it can take."""
    from statsforecast.models import AutoETS

    history = history_of(panel)
    chosen = _eligible(history)
    values, models = _values(history), {}
    for place in np.flatnonzero(chosen).tolist():
        model = AutoETS(season_length=1 if _takes_season_out(history) else history.season)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            models[place] = model.fit(values[place, history.start[place] :])
    return Fitted(models)


def _eligible(history: History) -> Mask:
    settings = demand_settings().fitted
    started = ~np.isnan(history.y)
    zeros = ((history.y == 0) & started).sum(axis=1) / np.maximum(started.sum(axis=1), 1)
    changes = np.where(started, history.y, -np.inf).max(axis=1) > np.where(started, history.y, np.inf).min(axis=1)
    long_enough = history.ages >= settings.fewest_values
    finite = (np.isfinite(_values(history)) | ~started).all(axis=1)
    return np.asarray(long_enough & changes & finite & (zeros <= settings.zeros_share))


def _takes_season_out(history: History) -> bool:
    return history.season > demand_settings().fitted.longest_season


def _values(history: History) -> Array:
    return own_season(history).removed(history.y) if _takes_season_out(history) else history.y


def _said(model: Any, y: Array, horizon: int) -> Array | None:
    if len(y) < demand_settings().fitted.fewest_values or not np.isfinite(y).all():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        said = np.asarray(model.forward(y=y, h=horizon)["mean"], dtype=np.float64)
    return said if np.isfinite(said).all() else None
