"""The global model: one gradient boosting over all series, direct, relative to each series' level.

Belongs here: its training rows, fit and forecasts. Not here: features, or whether it is published.

A row is a series, an earlier origin and a period ahead; its target is what was then seen ÷ the level at that origin.
Poisson loss where no series was below 0, squared loss else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.demand.features import features_of, level_of
from forecasting.demand.methods import local_forecasts
from forecasting.demand.panel import Array, History, Panel, history_of
from forecasting.demand.settings import demand_settings


@dataclass(frozen=True)
class Boosted:
    """A fitted model."""

    model: Any

    def forecast(self, history: History, local: Array) -> Array:
        """Return series × horizon; 0 for series that have no level."""
        level = level_of(history)
        features = features_of(history, local)
        flat = features.reshape(-1, features.shape[2])
        found = self.model.predict(flat).reshape(local.shape[1:]) * level[:, None]
        return np.asarray(np.where(history.nonnegative[:, None], np.maximum(found, 0.0), found))


def fit(panel: Panel, horizon: int) -> Boosted | None:
    """Fit the model on a panel's past; None where there are too few rows."""
    settings = demand_settings().boosting
    features, targets = _rows(panel, horizon)
    if len(targets) < settings.fewest_rows:
        return None
    from sklearn.ensemble import HistGradientBoostingRegressor

    nonnegative = bool((targets >= 0).all()) and bool((targets > 0).any())
    model: Any = HistGradientBoostingRegressor(
        loss="poisson" if nonnegative else "squared_error",
        max_iter=settings.iterations,
        learning_rate=settings.learning_rate,
        max_leaf_nodes=settings.leaves,
        min_samples_leaf=settings.leaf_rows,
        l2_regularization=settings.ridge,
        early_stopping=False,
        random_state=demand_settings().seed,
    )
    return Boosted(model.fit(features, targets))


def _rows(panel: Panel, horizon: int) -> tuple[Array, Array]:
    """Return features and targets of a sample of rows, from origins spread over the past."""
    settings = demand_settings().boosting
    origins = _origins(panel, horizon)
    random = np.random.default_rng(demand_settings().seed)
    share = settings.rows / max(len(origins), 1)
    features, targets = [], []
    for origin in origins:
        history = history_of(panel.cut(origin))
        steps = min(horizon, panel.length - origin)
        level = level_of(history)
        actual = panel.y[:, origin : origin + steps]
        series, step = np.nonzero(~np.isnan(actual) & (level > 0)[:, None] & (history.ages > 1)[:, None])
        if len(series) > share:
            chosen = random.choice(len(series), int(share), replace=False)
            series, step = series[chosen], step[chosen]
        whole = features_of(history, local_forecasts(history, horizon))
        features.append(whole[series, step])
        targets.append(np.clip(actual[series, step] / level[series], -settings.highest_target, settings.highest_target))
    if not features:
        return np.empty((0, 0)), np.empty(0)
    return np.concatenate(features), np.concatenate(targets)


def _origins(panel: Panel, horizon: int) -> list[int]:
    """Return the training origins, newest first, evenly spread; the newest see only part of the horizon."""
    settings = demand_settings()
    newest = panel.length - max(1, horizon // 4)
    oldest = max(2 * min(panel.season, panel.length // 4), settings.origins.shortest_history + 1, horizon // 2)
    if newest <= oldest:
        return []
    step = max(1, (newest - oldest) // settings.boosting.origins, min(horizon // 4, panel.season) // 2)
    return list(range(newest, oldest, -step))[: settings.boosting.origins]
