"""Styles: levels that sales correct, and the calendar of the weeks ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.demand.styles.cells import ESTABLISHED, Cells
from forecasting.demand.styles.factors import fit
from forecasting.demand.styles.life import certainty, half_life, weeks_ahead
from forecasting.demand.styles.outlook import LEVELS, believed, caps, expectation, outlook, quantiles
from forecasting.demand.styles.publishing import quantile_name

WEEKS, HORIZON = 60, 13


def steady() -> Cells:
    """Two established options of 10 and 30 units a week in one market, without a season."""
    demand = np.stack([np.full((1, WEEKS), 10.0), np.full((1, WEEKS), 30.0)])
    weeks = np.arange(WEEKS + HORIZON)[None, :, None]
    peer = np.repeat(np.where(weeks >= 52, weeks - 52, -1), 7, axis=2)
    codes = np.zeros(2, dtype=np.int64)
    launch = np.full(2, ESTABLISHED)
    return Cells(demand, launch, np.arange(2), codes, codes, codes, np.zeros(1, dtype=np.int64), peer)


def test_steady_demand_goes_on() -> None:
    cells = steady()
    factors = fit(cells)
    assert np.allclose(expectation(cells, factors).sum(axis=(0, 1)), 40.0, rtol=0.03)
    ahead = outlook(cells, factors, HORIZON)
    assert ahead.shape == (2, 1, HORIZON)
    assert np.allclose(ahead.sum(axis=0), 40.0, rtol=0.05)
    assert (ahead[1] > 2 * ahead[0]).all()


def test_the_season_of_a_category_that_came_late_is_about_one_in_its_year() -> None:
    """Business customers order once a month; what the level of a category is, its season must not tell."""
    weeks = 148
    demand = np.full((6, 1, weeks), 0.3) * np.where(np.arange(weeks) % 4 == 0, 400.0, 1.0)
    late = np.arange(6) % 2 == 1
    demand[late, :, :140] = 0.0
    demand[late] *= 40.0
    places = np.arange(weeks + HORIZON)[None, :, None]
    cells = replace(
        steady(), demand=demand, launch=np.where(late, 140, ESTABLISHED), style=np.arange(6),
        category=late.astype(np.int64), band=late.astype(np.int64), colour=np.zeros(6, dtype=np.int64),
        peer=np.repeat(np.where(places >= 52, places - 52, -1), 7, axis=2),
    )  # fmt: skip
    factors = fit(cells)
    assert np.allclose(factors.season.mean(axis=1), 1.0, rtol=1e-6)
    sold = np.bincount(cells.category, demand.sum(axis=(1, 2)))
    assert np.allclose(sold @ factors.season / sold.sum(), 1.0, rtol=0.05)


def test_no_week_is_foreseen_beyond_a_multiple_of_what_was_ever_near() -> None:
    cells = steady()
    factors = fit(cells)
    wild = replace(factors, level=factors.level * 1e9)
    assert (outlook(cells, wild, HORIZON) == caps(cells)[:, :, None]).all()
    assert (caps(cells) == 3 * 30.0).all()


def test_what_is_believed_beforehand_knows_nothing_of_an_options_own_sales() -> None:
    cells = steady()
    factors = fit(cells)
    found = believed(cells, factors)
    assert found.shape == (2, WEEKS)
    assert np.allclose(found[0], found[1])
    assert not np.allclose(factors.level[0], factors.level[1])


@pytest.mark.parametrize("weeks", [WEEKS, 110])
def test_after_a_year_or_a_life_without_demand_every_figure_is_a_number(weeks: int) -> None:
    codes = np.zeros(2, dtype=np.int64)
    for first in (0, weeks - 52):
        demand = np.full((2, 1, weeks), 10.0)
        demand[:, :, first:] = 0.0
        peer = np.full((1, weeks + HORIZON, 7), -1)
        cells = Cells(
            demand, np.full(2, ESTABLISHED), np.arange(2), codes, codes, codes, np.zeros(1, dtype=np.int64), peer
        )
        factors = fit(cells)
        for found in (believed(cells, factors), outlook(cells, factors, HORIZON)):
            assert np.isfinite(found).all()
            assert (found >= 0).all()


def test_quantiles_are_in_order_and_nothing_where_nothing_is_expected() -> None:
    found = quantiles(np.array([0.0, 0.3, 25.0]), 0.4)
    assert found.shape == (3, len(LEVELS))
    assert (found[0] == 0).all()
    assert (np.diff(found, axis=1) >= 0).all()
    assert found[2, 0] < 25 < found[2, -1]


def test_quantiles_have_names() -> None:
    assert [quantile_name(level) for level in LEVELS[:4]] == ["q025_qty", "q05_qty", "q10_qty", "q25_qty"]


def test_half_of_the_styles_have_ended_by_their_half_life_though_some_are_still_sold() -> None:
    """By hand: 5 of 7 live on after 10 weeks, 3 of the 4 that are known of after 20, and 2 of 3 after 30: 0.36."""
    lived = np.array([10, 10, 12, 20, 30, 40, 50])
    is_ended = np.array([True, True, False, True, True, True, False])
    assert half_life(lived, is_ended) == 30
    assert half_life(lived, np.ones(7, dtype=bool)) == 20
    assert half_life(lived, np.zeros(7, dtype=bool)) == 0


def test_a_season_goes_on_beyond_the_forecasts_weeks_as_a_year_before() -> None:
    cells = steady()
    factors = fit(cells)
    found = weeks_ahead(cells, factors, HORIZON + 20)
    assert found.shape == (2, HORIZON + 20)
    assert np.allclose(found[:, :HORIZON], outlook(cells, factors, HORIZON).sum(axis=1))
    assert (found[:, HORIZON:] > 0).all()


@pytest.mark.parametrize("weeks", [0, 1, HORIZON - 1])
def test_a_season_that_is_shorter_than_the_forecast_has_its_first_weeks(weeks: int) -> None:
    cells = steady()
    factors = fit(cells)
    assert np.allclose(weeks_ahead(cells, factors, weeks), weeks_ahead(cells, factors, HORIZON)[:, :weeks])


def test_a_style_is_known_the_better_the_more_of_it_was_sold() -> None:
    cells = steady()
    factors = fit(cells)
    sure = certainty(cells, factors)
    assert (sure > factors.strength).all()
    assert (certainty(replace(cells, demand=cells.demand * 0.01), factors) < sure).all()
