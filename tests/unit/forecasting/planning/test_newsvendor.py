"""Season buys are those of the newsvendor's closed forms, and two buys earn no less than one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from forecasting.planning.newsvendor import (
    DRAWS,
    Buy,
    Season,
    best_buy,
    critical_ratio,
    drawn,
    filled_up_to,
    outcome,
    quantity,
)

SURE = 1e9
"""The certainty of a level that is known."""


def season(**changed: object) -> Season:
    """One option of 100 units whose season begins when an order of today is there, all of it in one segment."""
    known = Season(
        mean=np.array([[0.0, 100.0, 0.0, 0.0]]), scatter=np.zeros((1, 4)), certainty=np.array([SURE]),
        position=np.zeros(1), price=np.array([100.0]), cost=np.array([40.0]), salvage=np.array([10.0]),
        is_late=np.zeros(1, dtype=bool), is_twice=np.zeros(1, dtype=bool),
    )  # fmt: skip
    return replace(known, **changed)  # type: ignore[arg-type]


def twice(**changed: object) -> Season:
    """The same with 20 units in three weeks of test, 20 until the second order is there, and 60 after it."""
    known = {"mean": np.array([[0.0, 20.0, 20.0, 60.0]]), "is_twice": np.ones(1, dtype=bool), **changed}
    return season(**known)


def bought(what: Season) -> tuple[Buy, np.ndarray, np.ndarray]:
    ratio = critical_ratio(what.price, what.cost, what.salvage, 0.99)
    demand = drawn(what)
    return best_buy(what, demand, ratio), demand, ratio


@pytest.mark.parametrize(("price", "cost", "salvage"), [(100, 40, 10), (60, 50, 20), (30, 10, 0)])
def test_normal_demand_has_the_quantile_at_the_critical_ratio(price: float, cost: float, salvage: float) -> None:
    ratio = critical_ratio(*(np.array([float(value)]) for value in (price, cost, salvage)), 0.99)
    assert ratio[0] == pytest.approx((price - cost) / (price - salvage))
    demand = 100 + 20 * stats.norm.ppf((np.arange(4096) + 0.5) / 4096)[None, :]
    assert quantity(demand, ratio)[0] == pytest.approx(100 + 20 * stats.norm.ppf(ratio[0]), abs=0.05)


@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.75, 0.95])
def test_discrete_demand_has_the_least_quantity_that_is_enough(ratio: float) -> None:
    """Poisson: the least q with F(q) ≥ ratio, which no quantity beside it out-earns."""
    ranks = (np.arange(4096) + 0.5) / 4096
    demand = stats.poisson.ppf(ranks, 7.0)[None, :]
    found = quantity(demand, np.array([ratio]))[0]
    assert found == stats.poisson.ppf(ratio, 7.0)
    tried = np.arange(0.0, 30.0)[:, None]
    earned = (ratio * np.minimum(demand, tried) - (1 - ratio) * np.maximum(tried - demand, 0)).mean(axis=1)
    assert earned[int(found)] >= earned.max() - 1e-9


def test_an_only_buy_is_the_quantile_of_gamma_poisson_demand_less_what_is_there() -> None:
    """A gamma level and Poisson weeks are negative binomial together."""
    unsure = season(certainty=np.array([4.0]))
    found, _, ratio = bought(unsure)
    assert found.qty[0] == pytest.approx(stats.nbinom.ppf(ratio[0], 4.0, 4.0 / 104.0), rel=0.03)
    assert bought(replace(unsure, position=np.array([30.0])))[0].qty[0] == found.qty[0] - 30


def test_what_is_sold_before_an_order_is_there_is_not_bought() -> None:
    early = season(mean=np.array([[100.0, 50.0, 0.0, 0.0]]))
    found, demand, _ = bought(early)
    assert demand[:, :, 0].mean() == pytest.approx(100, abs=1)
    assert found.qty[0] < 65
    there = bought(replace(early, position=np.array([100.0])))[0]
    assert there.qty[0] == pytest.approx(found.qty[0], abs=12)


def test_with_a_known_level_two_buys_take_what_one_takes() -> None:
    one, _, _ = bought(season())
    two, _, _ = bought(twice())
    assert two.qty[0] < one.qty[0]
    assert two.qty[0] + two.second_qty[0] == pytest.approx(one.qty[0], rel=0.08)


def test_with_an_unknown_level_the_first_buy_is_smaller_and_both_earn_more() -> None:
    unsure = twice(certainty=np.array([1.0]))
    two, demand, ratio = bought(unsure)
    alone = replace(unsure, is_twice=np.zeros(1, dtype=bool))
    one = best_buy(alone, demand, ratio)
    assert two.qty[0] < 0.7 * one.qty[0]
    assert two.profit[0] > 1.2 * one.profit[0]
    assert two.left[0] < one.left[0]
    assert two.missed[0] < one.missed[0]


def test_no_other_first_buy_earns_more() -> None:
    unsure = twice(certainty=np.array([1.0]))
    best, demand, ratio = bought(unsure)
    filled = filled_up_to(unsure, demand, ratio)
    others = [outcome(unsure, demand, filled, np.array([float(qty)])).profit[0] for qty in range(0, 200)]
    assert best.profit[0] >= max(others) * 0.995


def test_the_second_buy_follows_what_the_test_told() -> None:
    unsure = twice(certainty=np.array([1.0]))
    demand = drawn(unsure)
    filled = filled_up_to(unsure, demand, np.array([0.5]))[0]
    seen = demand[0, :, 0] + demand[0, :, 1]
    assert filled[seen == seen.min()].max() < 40
    assert np.corrcoef(seen, filled)[0, 1] > 0.95
    assert filled.mean() == pytest.approx(80, rel=0.1)
    assert demand.shape == (1, DRAWS, 4)


def test_what_sells_for_more_than_it_costs_afterwards_is_bought_up_to_the_highest_ratio() -> None:
    ratio = critical_ratio(np.array([100.0, 20.0]), np.array([40.0, 40.0]), np.array([60.0, 10.0]), 0.95)
    assert ratio.tolist() == [0.95, 0.0]
