"""The product's own method: from a panel to forecasts with ranges.

Belongs here: the order of the steps, and the reasons of fallbacks. Not here: any step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.demand import totals
from forecasting.demand.calibration import calibrate
from forecasting.demand.champion import choose
from forecasting.demand.methods import LOCAL
from forecasting.demand.panel import Array, History, Panel, history_of
from forecasting.demand.sanity import checked
from forecasting.demand.scales import working_scale
from forecasting.demand.segments import events_of, segment_name, segments_of
from forecasting.demand.sums import SumRanges, ranges_of_sums
from forecasting.demand.trials import Trials, fit_models, run_trials, with_models


@dataclass(frozen=True)
class Forecast:
    """What is published.

    Args:
        mean: Series × horizon.
        quantiles: Series × horizon × the settings' nine.
        segments: Each series' segment.
        champions: The blend that each series follows outside events.
        reasons: Why a series did not simply get it; empty where it did.
        trials: On how many rolling origins the choice and the ranges rest.
        sums: Ranges of what series come to over the horizon, and all of them together.
    """

    mean: Array
    quantiles: Array
    segments: NDArray[np.str_]
    champions: NDArray[np.str_]
    reasons: NDArray[np.str_]
    trials: int
    sums: SumRanges


def forecast(panel: Panel, horizon: int) -> Forecast:
    """Forecast every series of a panel.

    Args:
        panel: All that is known.
        horizon: Periods ahead.
    """
    trials = run_trials(panel, horizon)
    champion = choose(trials)
    blended = [champion.blend(trial.forecasts, trial.segments, trial.events) for trial in trials.trials]
    history = history_of(panel)
    segments, events = segments_of(history), events_of(history, horizon)
    said = _all_methods(panel, history, horizon, trials)
    mean = champion.blend(said, segments, events)
    mean, blended = totals.adjusted(panel, trials, blended, mean)
    mean, reasons = checked(history, mean, events)
    ranges = calibrate(trials, blended, len(panel.ids), horizon)
    quantiles = ranges.around(mean, working_scale(history), segments, history.nonnegative)
    names = {code: (segment_name(code), champion.name(code)) for code in np.unique(segments).tolist()}
    return Forecast(
        mean,
        quantiles,
        np.array([names[code][0] for code in segments.tolist()]),
        np.array([names[code][1] for code in segments.tolist()]),
        reasons,
        len(trials.trials),
        ranges_of_sums(trials, blended, mean, history, segments),
    )


def _all_methods(panel: Panel, history: History, horizon: int, trials: Trials) -> Array:
    """Return what the methods of the trials say now; where the boosting can no more be fitted, smoothing stands in."""
    wanted = trials.names[len(LOCAL) :]
    found = with_models(history, horizon, fit_models(panel, horizon, wanted))
    missing = len(trials.names) - len(found)
    return np.concatenate([found, np.repeat(found[None, LOCAL.index("panel_smoothing")], missing, axis=0)])
