"""Reorder points of simulated policies are those of the textbook's formulas, where demand is as the textbook has it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from scipy.stats import norm

from forecasting.planning.closed_forms import lead_time_deviation, normal_loss, safety_stock_alpha, safety_stock_beta
from forecasting.planning.policies import reorder_points_sql
from forecasting.planning.settings import PlanSettings
from forecasting.planning.tables import DEMAND, DRAW

MEAN, SPREAD, DRAWS = 100.0, 20.0, 4096


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """One policy of 13 weeks of 100 units, whose demand over the lead time is normal with mean 100 and spread 20."""
    with duckdb.connect() as opened:
        levels = MEAN + SPREAD * norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
        opened.execute(f"""
            create temp table {DEMAND} as select 1 as policy_id, 0.0 as minimum_qty, 1.0 as pack_qty,
                list_transform(range(13), week -> {MEAN}) as ahead""")
        opened.execute(f"create temp table {DRAW} (policy_id int, draw int, demand_qty double, forecast double, "
                       "lead_days double, cycle_qty double)")  # fmt: skip
        opened.register("levels", {"draw": np.arange(DRAWS), "demand_qty": levels})
        opened.execute(f"insert into {DRAW} select 1, draw, demand_qty, {MEAN}, 7, demand_qty from levels")
        yield opened


def points(connection: duckdb.DuckDBPyConnection, settings: PlanSettings) -> dict[str, float]:
    found = connection.execute(reorder_points_sql(settings))
    names = [str(column[0]) for column in found.description or []]
    (row,) = found.fetchall()
    return dict(zip(names, row, strict=True))


@pytest.mark.parametrize("service", [0.5, 0.8, 0.95, 0.99])
def test_alpha_is_the_quantile_of_normal_demand(connection: duckdb.DuckDBPyConnection, service: float) -> None:
    found = points(connection, PlanSettings(service_level=service))
    wanted = safety_stock_alpha(service, periods=1, deviation=SPREAD, mean=MEAN, period_deviation=0)
    assert found["alpha_point"] - found["expected"] == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize("fill", [0.9, 0.98, 0.995])
def test_beta_misses_the_allowed_share_of_a_cycle(connection: duckdb.DuckDBPyConnection, fill: float) -> None:
    found = points(connection, PlanSettings(fill_rate=fill, order_cycle_days=28, review_days=0))
    wanted = safety_stock_beta(fill, order_qty=4 * MEAN, spread=SPREAD)
    assert found["cycle_qty"] == 4 * MEAN
    assert found["beta_point"] - found["expected"] == pytest.approx(wanted, abs=0.1)


def test_cycles_of_normal_demand_are_met_as_the_fill_rate_says(connection: duckdb.DuckDBPyConnection) -> None:
    """Simulated: 40,000 cycles of 400 units begin at the reorder point; what the lead time wants above it is missed."""
    point = points(connection, PlanSettings(fill_rate=0.98, order_cycle_days=28, review_days=0))["beta_point"]
    wanted = np.random.default_rng(3).normal(MEAN, SPREAD, 40_000)
    assert 1 - np.maximum(wanted - point, 0).mean() / (4 * MEAN) == pytest.approx(0.98, abs=0.0005)


def test_an_order_is_a_cycle_and_what_was_sold_below_the_reorder_point(connection: duckdb.DuckDBPyConnection) -> None:
    """With a review of a week an order is half a week larger on average, and may miss as much more."""
    found = points(connection, PlanSettings(fill_rate=0.98, order_cycle_days=28, review_days=7))
    wanted = safety_stock_beta(0.98, order_qty=4.5 * MEAN, spread=SPREAD)
    assert found["beta_point"] - found["expected"] == pytest.approx(wanted, abs=0.1)


@pytest.mark.parametrize(("price", "cost", "salvage"), [(100, 40, 10), (60, 50, 20), (30, 10, 0)])
def test_the_quantile_at_the_critical_ratio_earns_the_most(
    connection: duckdb.DuckDBPyConnection, price: float, cost: float, salvage: float
) -> None:
    """The newsvendor: no other whole quantity earns more on the same draws."""
    ratio = (price - cost) / (price - salvage)
    bought = points(connection, PlanSettings(service_level=ratio))["alpha_point"]
    assert bought == pytest.approx(MEAN + SPREAD * norm.ppf(ratio), abs=0.1)
    drawn = np.asarray(connection.execute(f"select demand_qty from {DRAW}").fetchnumpy()["demand_qty"])
    tried = np.append(np.arange(20.0, 181.0), bought)
    sold = np.minimum(drawn, tried[:, None])
    profit = (price * sold + salvage * (tried[:, None] - sold)).mean(axis=1) - cost * tried
    assert profit[-1] >= profit.max() - 1e-3


def test_both_kinds_of_uncertainty_add_up_as_variances() -> None:
    assert lead_time_deviation(4, 10, 50, 0) == 20
    assert lead_time_deviation(4, 0, 50, 2) == 100
    assert lead_time_deviation(4, 10, 50, 2) == pytest.approx(np.hypot(20, 100))


@pytest.mark.parametrize(("z", "loss"), [(0, 0.39894), (1, 0.08332), (2, 0.00849), (-1, 1.08332)])
def test_the_normal_loss_is_that_of_printed_tables(z: float, loss: float) -> None:
    assert normal_loss(z) == pytest.approx(loss, abs=1e-5)
