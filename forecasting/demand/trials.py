"""The past forecast again: what every method would have said at rolling origins inside the history.

Belongs here: the origins, and forecasts with what then came. Not here: what is concluded from them.

What is fitted for all trials is fitted once, on what was known at the oldest of them; so none sees what it is tried on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand import boosting, fitted
from forecasting.demand.fitted import AUTO_ETS
from forecasting.demand.methods import BOOSTING, LOCAL, local_forecasts
from forecasting.demand.panel import Array, History, Mask, Panel, history_of
from forecasting.demand.scales import working_scale
from forecasting.demand.segments import Codes, events_of, segments_of
from forecasting.demand.settings import demand_settings

Models = dict[str, boosting.Boosted | fitted.Fitted]


@dataclass(frozen=True)
class Trial:
    """All methods at one origin.

    Args:
        origin: Periods of history.
        forecasts: Methods × series × horizon.
        actual: Series × horizon; NaN where nothing is known, or the series had no value before the origin.
        segments: Of each series, at the origin.
        events: Series × horizon.
        scale: Of each series, above 0.
    """

    origin: int
    forecasts: Array
    actual: Array
    segments: Codes
    events: Mask
    scale: Array


@dataclass(frozen=True)
class Trials:
    """All trials, oldest first, and the methods that they hold."""

    names: tuple[str, ...]
    trials: tuple[Trial, ...]


def trial_origins(length: int, horizon: int) -> list[int]:
    """Return the origins, oldest first; the newest knows its whole horizon where the history is long enough."""
    settings = demand_settings().origins
    newest = length - horizon if length >= 3 * horizon else length - max(1, length // 4)
    room = newest - settings.shortest_history
    if room < 0:
        return []
    step = max(1, min(horizon // 4, room // (2 * max(settings.count - 1, 1))))
    found = [newest - number * step for number in range(settings.count)]
    return [origin for origin in reversed(found) if origin >= settings.shortest_history]


def run_trials(panel: Panel, horizon: int) -> Trials:
    """Forecast from every trial origin."""
    origins = trial_origins(panel.length, horizon)
    if not origins:
        return Trials(LOCAL, ())
    wanted = (AUTO_ETS, BOOSTING) if fitted.is_affordable(panel) else (BOOSTING,)
    models = fit_models(panel.cut(origins[0]), horizon, wanted)
    names = (*LOCAL, *models)
    return Trials(names, tuple(_trial(panel, origin, horizon, models) for origin in origins))


def fit_models(panel: Panel, horizon: int, wanted: tuple[str, ...]) -> Models:
    """Fit the wanted methods to a panel; the boosting is left out where there are too few rows."""
    found: Models = {AUTO_ETS: fitted.fit(panel)} if AUTO_ETS in wanted else {}
    boosted = boosting.fit(panel, horizon) if BOOSTING in wanted else None
    return {**found, BOOSTING: boosted} if boosted else found


def with_models(history: History, horizon: int, models: Models) -> Array:
    """Return what the local methods and the models say: methods × series × horizon."""
    local = local_forecasts(history, horizon)
    return np.concatenate([local, *[model.forecast(history, local)[None] for model in models.values()]])


def run_local_trials(panel: Panel, horizon: int) -> Trials:
    """Forecast from every trial origin by the local methods alone."""
    return Trials(LOCAL, tuple(_trial(panel, origin, horizon, {}) for origin in trial_origins(panel.length, horizon)))


def now(panel: Panel, horizon: int) -> tuple[Array, Codes, Mask]:
    """Return what the local methods say at the end of a panel, with its segments and events."""
    history = history_of(panel)
    return local_forecasts(history, horizon), segments_of(history), events_of(history, horizon)


def _trial(panel: Panel, origin: int, horizon: int, models: Models) -> Trial:
    history = history_of(panel.cut(origin))
    said = with_models(history, horizon, models)
    actual = np.full((len(panel.ids), horizon), np.nan)
    known = panel.y[:, origin : origin + horizon]
    actual[:, : known.shape[1]] = known
    actual[history.ages == 0] = np.nan
    return Trial(origin, said, actual, segments_of(history), events_of(history, horizon), working_scale(history))
