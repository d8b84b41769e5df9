"""The product's own method against simple ones and AutoETS, on the same origins of any table of series.

Belongs here: the origins that are judged, the order, and what it cost. Not here: any method, or how it is shown.

Without a test file the last K windows of H periods are judged, one after the other; where the history is too short for
that they overlap, with a third of it (and three periods) before each where there is so much. Everything that looks at
values is given the panel cut at the origin, so no method sees a window that it is judged on.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.demand import engine, yardsticks
from forecasting.demand.calibration import calibrate
from forecasting.demand.metrics import Judged, Measures, measure
from forecasting.demand.panel import Array, History, Mask, Panel, build_panel, history_of
from forecasting.demand.periods import Calendar, calendar_of
from forecasting.demand.reading import Rows, read_rows
from forecasting.demand.scales import absolute_scale, squared_scale, working_scale
from forecasting.demand.segments import segments_of
from forecasting.demand.settings import demand_settings, settings_hash
from forecasting.demand.simple import seasonal_naive, window_average
from forecasting.demand.trials import Trial, Trials, trial_origins
from forecasting.demand.writing import write_predictions
from forecasting.tables import ForecastingError

Say = Callable[[str], None]
METHODS = ("entrepot", "seasonal_naive", "seasonal_window_average", "auto_ets")


@dataclass(frozen=True)
class Asked:
    """What is to be evaluated.

    Args:
        series: A CSV or Parquet table `unique_id, ds, y`.
        horizon: Periods ahead.
        origins: How many; with a test file there is one.
        season: Periods of a season; None for the frequency's own.
        frequency: `h` to `Y`; None to tell it from the dates.
        test: A table of what came afterwards, if it stands apart.
        predictions: Where the forecasts are written, if anywhere.
        gaps: How periods without a row are taken: `zero`, `missing` or `auto`.
    """

    series: Path
    horizon: int
    origins: int
    season: int | None = None
    frequency: str | None = None
    test: Path | None = None
    predictions: Path | None = None
    gaps: str = "auto"


@dataclass(frozen=True)
class Evaluation:
    """What came of it."""

    methods: dict[str, tuple[Measures, float]]
    panel: Panel
    origins: int
    horizon: int
    peak_memory_mb: float
    reasons: dict[str, int]
    champions: dict[str, int]
    trials: int
    unused: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the figures under the names that scripts read."""
        return {
            "methods": {
                name: {**measures.as_json(), "cpu_seconds": round(cpu, 3)}
                for name, (measures, cpu) in self.methods.items()
            },
            "series": len(self.panel.ids),
            "origins": self.origins,
            "horizon": self.horizon,
            "peak_memory_mb": round(self.peak_memory_mb, 1),
            "settings_hash": settings_hash(),
            "frequency": self.panel.frequency,
            "season": self.panel.season,
            "gaps": self.panel.gaps,
            "calibration_origins": self.trials,
            "columns_used": list(self.panel.names),
            "columns_unused": list(self.unused),
            "champions": self.champions,
            "fallback_reasons": self.reasons,
        }


def evaluate(asked: Asked, say: Say) -> Evaluation:
    """Forecast a table's past (or its test file) by the product's own method and by those it must beat.

    Args:
        asked: What is to be evaluated.
        say: Is told what begins.

    Raises:
        ForecastingError: A file cannot be used, the frequency cannot be told, or the history holds no such origins.
    """
    _check(asked)
    say("reading")
    rows = read_rows(asked.series)
    future = read_rows(asked.test) if asked.test else None
    panel, actual, calendar = _panel(asked, rows, future)
    lengths = [panel.length] if actual is not None else judged_origins(panel.length, asked.horizon, asked.origins)
    runs = []
    for number, length in enumerate(lengths, 1):
        say(f"origin {number} of {len(lengths)}: {length} periods of history")
        came = actual if actual is not None else panel.y[:, length : length + asked.horizon]
        runs.append(_run(panel.cut(length), came, asked.horizon))
    if asked.predictions:
        write_predictions(asked.predictions, calendar, [(run.panel, run.judged) for run in runs])
    return _summed(asked, panel, runs, tuple(name for name in rows.columns if name not in panel.names))


def judged_origins(length: int, horizon: int, count: int) -> list[int]:
    """Return the periods of history at each origin, oldest first.

    Raises:
        ForecastingError: The history does not hold the horizon and a history before it.
    """
    newest, fewest = length - horizon, max(demand_settings().origins.shortest_history, length // 3)
    if newest < 1:
        raise ForecastingError(
            f"the longest series has {length} periods; a horizon of {horizon} leaves {max(newest, 0)} of history.",
            where="--horizon",
            todo="Give a shorter horizon, or what came afterwards with --test.",
        )
    step = min(horizon, max(newest - fewest, 0) // max(count - 1, 1))
    return sorted({newest - number * step for number in range(count)})


def _check(asked: Asked) -> None:
    for name, value in (("--horizon", asked.horizon), ("--origins", asked.origins), ("--season", asked.season)):
        if value is not None and value < 1:
            raise ForecastingError(f"{value} is too few.", where=name, todo="Give 1 or more.")


def _panel(asked: Asked, rows: Rows, future: Rows | None) -> tuple[Panel, Array | None, Calendar]:
    stamps = rows.stamps if future is None else np.concatenate([rows.stamps, future.stamps])
    calendar = calendar_of(stamps, asked.frequency, str(asked.series))
    frequency = calendar.frequency or asked.frequency or "Y"
    season = asked.season or demand_settings().frequency[frequency].season
    panel = build_panel(rows, calendar, season, frequency, future, asked.gaps)
    return panel, None if future is None else _actual(panel, future, calendar, asked.horizon), calendar


def _actual(panel: Panel, future: Rows, calendar: Calendar, horizon: int) -> Array:
    """Return what the test says came: series × horizon."""
    places = np.searchsorted(panel.ids, future.ids)
    known = (places < len(panel.ids)) & (panel.ids[np.minimum(places, len(panel.ids) - 1)] == future.ids)
    places = places[known]
    ahead = calendar.number(future.stamps)[known] - panel.ends[places] - 1
    within = (ahead >= 0) & (ahead < horizon) & ~np.isnan(future.y[known])
    cells = np.zeros((len(panel.ids), horizon)), np.zeros((len(panel.ids), horizon), dtype=bool)
    np.add.at(cells[0], (places[within], ahead[within]), future.y[known][within])
    cells[1][places[within], ahead[within]] = True
    if not cells[1].any():
        raise ForecastingError("the test holds no value within the horizon.", where="--test", todo="Check its dates.")
    sold = panel.gaps == "zero" and not (future.y == 0).any()
    judged = np.isin(np.arange(len(panel.ids)), places)[:, None] if sold else cells[1]
    return np.where(cells[1] | judged, cells[0], np.nan)


@dataclass(frozen=True)
class Run:
    """One origin: what each method said, in CPU seconds."""

    panel: Panel
    judged: dict[str, Judged]
    cpu: dict[str, float]
    forecast: engine.Forecast


def _run(panel: Panel, came: Array, horizon: int) -> Run:
    history = history_of(panel)
    actual = np.where(history.ages[:, None] > 0, came, np.nan)
    scales = squared_scale(history), absolute_scale(history)
    began = time.process_time()
    own = engine.forecast(panel, horizon)
    cpu = {"entrepot": time.process_time() - began}
    judged = {"entrepot": Judged(own.mean, own.quantiles, actual, *scales, own.sums)}
    for name in METHODS[1:]:
        began = time.process_time()
        said = _yardstick(name, panel, history, horizon)
        cpu[name] = time.process_time() - began
        judged[name] = Judged(said.mean, said.quantiles, actual, *scales)
    return Run(panel, judged, cpu, own)


def _yardstick(name: str, panel: Panel, history: History, horizon: int) -> yardsticks.Said:
    """Return a method's forecast; the simple ones get their ranges from rolling origins as the engine does."""
    if name == "auto_ets":
        return yardsticks.auto_ets(history, horizon)
    method = seasonal_naive if name == "seasonal_naive" else window_average
    mean = method(history, horizon)
    trials = Trials((name,), tuple(_trial(panel, o, horizon, method) for o in trial_origins(panel.length, horizon)))
    ranges = calibrate(trials, [trial.forecasts[0] for trial in trials.trials], len(mean), horizon)
    around = ranges.around(mean, working_scale(history), segments_of(history), history.nonnegative)
    return yardsticks.Said(mean, around)


def _trial(panel: Panel, origin: int, horizon: int, method: Callable[[History, int], Array]) -> Trial:
    history = history_of(panel.cut(origin))
    actual = np.full((len(panel.ids), horizon), np.nan)
    known = panel.y[:, origin : origin + horizon]
    actual[:, : known.shape[1]] = known
    actual[history.ages == 0] = np.nan
    usual: Mask = np.zeros(actual.shape, dtype=bool)
    return Trial(origin, method(history, horizon)[None], actual, segments_of(history), usual, working_scale(history))


def _summed(asked: Asked, panel: Panel, runs: list[Run], unused: tuple[str, ...]) -> Evaluation:
    methods = {
        name: (measure([run.judged[name] for run in runs]), sum(run.cpu[name] for run in runs)) for name in METHODS
    }
    reasons = _counts([run.forecast.reasons for run in runs])
    champions = _counts([run.forecast.champions for run in runs])
    reasons.pop("", None)
    return Evaluation(
        methods, panel, len(runs), asked.horizon, _peak_megabytes(), reasons, champions,
        min(run.forecast.trials for run in runs), unused,
    )  # fmt: skip


def _counts(parts: list[Any]) -> dict[str, int]:
    names, counts = np.unique(np.concatenate(parts), return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
