"""The past forecast again: what every method would have said at rolling origins inside the history.

Belongs here: the origins, and forecasts with what then came. Not here: what is concluded from them.

The boosting of all trials is fitted once, on what was known at the oldest of them; so none sees what it is tried on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand import boosting
from forecasting.demand.methods import BOOSTING, LOCAL, local_forecasts
from forecasting.demand.panel import Array, Mask, Panel, history_of
from forecasting.demand.scales import working_scale
from forecasting.demand.segments import Codes, events_of, segments_of
from forecasting.demand.settings import demand_settings


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
    boosted = boosting.fit(panel.cut(origins[0]), horizon)
    names = (*LOCAL, BOOSTING) if boosted else LOCAL
    return Trials(names, tuple(_trial(panel, origin, horizon, boosted) for origin in origins))


def run_local_trials(panel: Panel, horizon: int) -> Trials:
    """Forecast from every trial origin by the local methods alone."""
    return Trials(LOCAL, tuple(_trial(panel, origin, horizon, None) for origin in trial_origins(panel.length, horizon)))


def now(panel: Panel, horizon: int) -> tuple[Array, Codes, Mask]:
    """Return what the local methods say at the end of a panel, with its segments and events."""
    history = history_of(panel)
    return local_forecasts(history, horizon), segments_of(history), events_of(history, horizon)


def _trial(panel: Panel, origin: int, horizon: int, boosted: boosting.Boosted | None) -> Trial:
    history = history_of(panel.cut(origin))
    local = local_forecasts(history, horizon)
    if boosted:
        local = np.concatenate([local, boosted.forecast(history, local)[None]])
    actual = np.full((len(panel.ids), horizon), np.nan)
    known = panel.y[:, origin : origin + horizon]
    actual[:, : known.shape[1]] = known
    actual[history.ages == 0] = np.nan
    return Trial(origin, local, actual, segments_of(history), events_of(history, horizon), working_scale(history))
