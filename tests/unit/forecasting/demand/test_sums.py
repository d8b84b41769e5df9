"""Ranges of sums: they hold the sums that they should, and say nothing where nothing can be said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.demand.calibration import calibrate
from forecasting.demand.methods import LOCAL
from forecasting.demand.metrics import Judged, measure
from forecasting.demand.panel import Array, Panel, history_of
from forecasting.demand.scales import absolute_scale, squared_scale
from forecasting.demand.segments import segments_of
from forecasting.demand.sums import ranges_of_sums
from forecasting.demand.trials import Trials, run_local_trials

SERIES, PERIODS, HORIZON, MEAN = 200, 140, 14, 0.4


def rare_sales() -> tuple[Panel, Array]:
    """Two thirds of all days are zero."""
    y = np.random.default_rng(3).poisson(MEAN, (SERIES, PERIODS + HORIZON)).astype(np.float64)
    ids = np.array([f"s{number:03d}" for number in range(SERIES)])
    panel = Panel(ids, np.full(SERIES, 20_000), y[:, :PERIODS], 7, "D", "zero", True)
    return panel, y[:, PERIODS:]


def judged(panel: Panel, came: Array) -> Judged:
    """The mean that the sales were drawn from, with the ranges that its own trials give."""
    history, trials = history_of(panel), run_local_trials(panel, HORIZON)
    mean = np.full((SERIES, HORIZON), MEAN)
    said = [mean for _ in trials.trials]
    sums = ranges_of_sums(trials, said, mean, history, segments_of(history))
    days = calibrate(trials, said, SERIES, HORIZON)
    quantiles = days.around(mean, np.ones(SERIES), segments_of(history), history.nonnegative)
    return Judged(mean, quantiles, came, squared_scale(history), absolute_scale(history), sums)


def test_a_right_range_of_sums_covers_what_it_says_where_one_of_days_cannot() -> None:
    found = measure([judged(*rare_sales())])
    assert found.coverage_80 is not None
    assert found.coverage_80 > 0.9
    assert found.coverage_80_of_sums == pytest.approx(0.83, abs=0.07)
    assert found.coverage_95_of_sums == pytest.approx(0.96, abs=0.03)
    assert found.coverage_80_of_total == pytest.approx(0.8, abs=0.22)


def test_sums_of_what_is_not_known_whole_are_not_judged() -> None:
    panel, came = rare_sales()
    came[:, 3] = np.nan
    found = measure([judged(panel, came)])
    assert found.coverage_80_of_sums is None
    assert found.coverage_80_of_total is not None
    assert measure([replace(judged(panel, came), sums=None)]).coverage_80_of_total is None


def test_series_of_other_periods_have_no_total() -> None:
    panel, _ = rare_sales()
    history = history_of(replace(panel, aligned=False))
    found = ranges_of_sums(Trials(LOCAL, ()), [], np.ones((SERIES, HORIZON)), history, segments_of(history))
    assert found.over_series is None
    assert found.over_horizon.shape == (SERIES, 1, 9)
