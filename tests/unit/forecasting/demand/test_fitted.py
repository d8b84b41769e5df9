"""AutoETS as a candidate: where it joins, and that it goes forward over later values."""

from __future__ import annotations

import numpy as np

from forecasting.demand.champion import incumbent
from forecasting.demand.fitted import AUTO_ETS, fit, is_affordable
from forecasting.demand.methods import LOCAL, local_forecasts
from forecasting.demand.panel import Array, Panel, history_of


def panel_of(y: Array) -> Panel:
    ids = np.array([f"s{number}" for number in range(len(y))])
    return Panel(ids, np.full(len(y), 500), y, 4, "Q", "missing", True)


def waves(series: int, periods: int) -> Array:
    t = np.arange(float(periods))
    noise = np.random.default_rng(3).normal(0, 1, (series, periods))
    return 100 + t + 10 * np.sin(t * np.pi / 2) + noise


def test_it_joins_only_where_most_series_are_smooth_and_few() -> None:
    y = waves(4, 40)
    assert is_affordable(panel_of(y))
    y[:3, ::2] = 0
    assert not is_affordable(panel_of(y))
    assert not is_affordable(panel_of(waves(1600, 40)))


def test_its_model_goes_forward_over_values_that_it_was_not_fitted_on() -> None:
    y = waves(2, 48)
    panel = panel_of(y)
    history = history_of(panel.cut(44))
    said = fit(panel.cut(40)).forecast(history, local_forecasts(history, 4))
    assert np.abs(said - y[:, 44:]).max() < 6


def test_the_incumbent_holds_it_where_it_is_a_candidate() -> None:
    assert incumbent((*LOCAL, AUTO_ETS))[-1] == 0.5
    assert incumbent(LOCAL).sum() == 1
