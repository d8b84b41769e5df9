"""The engine: any shape gets a forecast, nothing looks ahead, everything comes out twice the same."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.demand import totals
from forecasting.demand.champion import choose, incumbent
from forecasting.demand.engine import forecast
from forecasting.demand.fitted import AUTO_ETS
from forecasting.demand.methods import BOOSTING, LOCAL
from forecasting.demand.panel import Array, Panel, history_of
from forecasting.demand.sanity import ALL_ZERO, ONE_VALUE
from forecasting.demand.seasons import own_season, panel_season
from forecasting.demand.segments import segment_name, segments_of
from forecasting.demand.settings import demand_settings, settings_hash
from forecasting.demand.simple import seasonal_growth, seasonal_naive, window_average
from forecasting.demand.smoothing import smooth
from forecasting.demand.trials import Trial, Trials, run_local_trials, run_trials, trial_origins

SEASONS = {"h": 24, "D": 7, "W": 52, "M": 12, "Q": 4, "Y": 1}


def panel_of(y: Array, frequency: str = "D", season: int | None = None) -> Panel:
    y = np.asarray(y, dtype=np.float64)
    ids = np.array([f"s{number:03d}" for number in range(len(y))])
    ends = np.full(len(y), 20_000)
    return Panel(ids, ends, y, season or SEASONS[frequency], frequency, "missing", True)


def sales(series: int, periods: int, seed: int = 1) -> Array:
    random = np.random.default_rng(seed)
    week = np.array([1.2, 1.0, 0.9, 1.0, 1.4, 1.6, 0.0])
    return random.poisson(random.uniform(0.2, 6, (series, 1)) * week[np.arange(periods) % 7]).astype(np.float64)


@pytest.mark.parametrize("frequency", list(SEASONS))
@pytest.mark.parametrize("length", [1, 2, 3, 5, 9, 30])
def test_short_series_of_each_frequency_get_finite_ordered_ranges(frequency: str, length: int) -> None:
    y = np.random.default_rng(length).uniform(1, 9, (3, length))
    found = forecast(panel_of(y, frequency), 6)
    assert np.isfinite(found.mean).all()
    assert np.isfinite(found.quantiles).all()
    assert (found.mean >= 0).all()
    assert (found.quantiles >= 0).all()
    assert (np.diff(found.quantiles, axis=2) >= 0).all()


def test_all_zero_single_and_gappy_series_say_why() -> None:
    y = np.tile(np.arange(40.0) % 7 + 1, (4, 1))
    y[0] = 0
    y[1, :39] = np.nan
    y[2, 10:20] = np.nan
    y[3, 30:] = np.nan
    found = forecast(panel_of(y), 5)
    assert found.reasons.tolist() == [ALL_ZERO, ONE_VALUE, "", ""]
    assert found.mean[0].tolist() == [0] * 5
    assert found.mean[1].tolist() == [y[1, 39]] * 5
    assert np.isfinite(found.quantiles).all()


def test_series_that_were_negative_may_be_forecast_negative() -> None:
    y = -np.tile(np.arange(60.0) % 7 + 10, (2, 1))
    found = forecast(panel_of(y), 7)
    assert (found.mean < -5).all()


def test_no_forecast_is_beyond_a_multiple_of_what_was_recently_sold() -> None:
    y = np.r_[np.full(30, 1.0), 2.0 ** np.arange(12)][None, :]
    found = forecast(panel_of(y, "Y"), 20)
    assert found.mean.max() <= demand_settings().sanity.highest_multiple * y.max()


def test_the_same_panel_gives_the_same_forecast_and_the_future_none() -> None:
    y = sales(12, 90)
    changed = y.copy()
    changed[:, 80:] = 999
    assert set(run_trials(panel_of(y).cut(80), 7).names) == {*LOCAL, AUTO_ETS, BOOSTING}
    first, second = (forecast(panel_of(values).cut(80), 7) for values in (y, changed))
    np.testing.assert_array_equal(first.mean, second.mean)
    np.testing.assert_array_equal(first.quantiles, second.quantiles)


def test_ranges_of_counts_cover_what_they_say() -> None:
    y = sales(60, 110)
    found = forecast(panel_of(y).cut(96), 14)
    under = [float((y[:, 96:] <= found.quantiles[..., place]).mean()) for place in (6, 7, 8)]
    assert under == pytest.approx([0.9, 0.95, 0.975], abs=0.05)


def test_simple_methods_by_hand() -> None:
    history = history_of(panel_of([[1, 2, 3, 4, 3, 6, 5, 8]], "Q"))
    assert seasonal_naive(history, 5).tolist() == [[3, 6, 5, 8, 3]]
    assert window_average(history, 4).tolist() == [[2, 4, 4, 6]]
    assert seasonal_growth(history, 2) == pytest.approx(np.array([[6, 12]]))


def test_smoothing_of_a_line_goes_on() -> None:
    smoothed = smooth(np.arange(10.0, 40.0)[None, :])
    assert smoothed.damped(3)[0] == pytest.approx([40, 41, 42], abs=0.5)
    assert smooth(np.full((1, 20), 5.0)).damped(3)[0] == pytest.approx([5, 5, 5])


def test_a_season_of_its_own_must_be_proven_and_a_shared_one_is_found() -> None:
    pattern = np.tile([1.0, 2.0, 3.0, 2.0], 20)
    own = own_season(history_of(panel_of([pattern, np.random.default_rng(2).uniform(1, 2, 80)], "Q")))
    assert own.index[0] == pytest.approx([0.5, 1, 1.5, 1])
    assert own.index[1] == pytest.approx([1, 1, 1, 1])
    shared = panel_season(history_of(panel_of(sales(40, 140))))
    assert shared is not None
    assert shared.index[0, 6] == pytest.approx(0, abs=0.01)


def test_segments_by_hand() -> None:
    y = np.zeros((5, 80))
    y[0] = 10
    y[1, ::4] = 3
    y[2, ::4] = np.where(np.arange(20) % 5 == 0, 50, 1)
    y[3, 75:] = 4
    y[4, :10] = 9
    codes = segments_of(history_of(panel_of(y)))
    names = [segment_name(code)[:-2] for code in codes.tolist()]
    assert names == ["smooth", "intermittent", "lumpy", "new", "ended"]


def test_trial_origins_leave_the_horizon_and_a_history() -> None:
    assert trial_origins(200, 28) == [123, 130, 137, 144, 151, 158, 165, 172]
    assert trial_origins(2, 4) == []
    assert all(3 <= origin < 12 for origin in trial_origins(12, 6))


def planted(best: int, gain: float, wins: int) -> Trials:
    """Eight trials in which one method alone is off less than the others on some of them."""
    actual = np.zeros((20, 10))
    noise = np.random.default_rng(5).normal(0, 1, (8, len(LOCAL), 20, 10))
    shared = np.random.default_rng(6).normal(0, 1, (8, 1, 20, 10))
    noise = shared + 0.01 * noise
    noise[:wins, best] *= gain
    noise[wins:, best] *= 1.05
    parts = [
        Trial(number, noise[number], actual, np.zeros(20, dtype=np.int64), actual > 0, np.ones(20))
        for number in range(8)
    ]
    return Trials(LOCAL, tuple(parts))


def test_a_challenger_takes_over_only_if_it_wins_enough_and_often() -> None:
    usual = incumbent(LOCAL)
    assert choose(planted(0, 0.5, 8)).of(0, event=False)[0] == 1
    np.testing.assert_array_equal(choose(planted(0, 0.995, 8)).of(0, event=False), usual)
    np.testing.assert_array_equal(choose(planted(0, 0.5, 4)).of(0, event=False), usual)


def test_parts_are_scaled_only_towards_a_total_that_proved_better() -> None:
    y = sales(12, 80)
    panel = panel_of(y)
    trials = run_local_trials(panel, 7)
    right = [np.nan_to_num(trial.actual) for trial in trials.trials]
    mean, blended = totals.adjusted(panel, trials, right, np.ones((12, 7)))
    assert (mean == 1).all()
    assert blended is not None
    double, scaled = totals.adjusted(panel, trials, [2 * part for part in right], 2 * y[:, -7:])
    assert double.sum() < 1.4 * y[:, -7:].sum()
    assert scaled[0].sum() < 1.4 * right[0].sum()


def test_the_hash_of_the_settings_has_sixteen_digits() -> None:
    assert len(settings_hash()) == 16
