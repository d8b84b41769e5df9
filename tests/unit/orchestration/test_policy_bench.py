"""The bench of policies: rules as Odoo has them, reckoned by hand; equal stock and fewer lost sales, as a soak test."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from forecasting.planning.settings import PlanSettings
from orchestration.bench.policy import AIM_FILL, compared, interval
from orchestration.bench.replenishing import MinMax, proposed
from simulation.forward import Goods, OrderLines, Situation
from simulation.parameters import WorldParameters

GOODS = Goods(
    np.array(["A", "B"]), np.array(["Shirts", "Shirts"]), np.array(["mill", "mill"]), np.array([0, 30]),
    np.array([10.0, 5.0]),
)  # fmt: skip
SETTINGS = PlanSettings(service_type="beta", fill_rate=0.98)


def situation(day: int = 728) -> Situation:
    """7 of each were sold every week for two years; 12 orders took 21 days; 10 and 40 are there, 5 of A on order."""
    done = np.arange(12) * 28
    lines = OrderLines(
        goods=np.r_[done * 0, 0], day=np.r_[done, 714], promised=np.r_[done + 21, 735], quantity=np.r_[done * 0 + 7, 5],
        received=np.r_[done * 0 + 7, 0], received_on=np.r_[done + 21, -1], is_open=np.r_[done < 0, True],
    )  # fmt: skip
    return Situation(day, np.array([10, 40]), np.full((104, 2), 7), lines)


def test_a_rule_fills_up_to_its_maximum_or_by_the_least_order() -> None:
    """Three weeks, a review and two more make 42; a cycle of four weeks more is 70."""
    rule = MinMax(GOODS, 2.0, SETTINGS, {728})
    assert rule(situation()).tolist() == [70 - 15, 30]
    doubled = replace(situation(735), sold=np.full((104, 2), 14))
    assert rule(doubled).tolist() == [70 - 15, 30]


def test_proposals_are_those_of_the_plan() -> None:
    """A forecast that was never wrong and a lead time that never differed.

    Stock falls below the reorder point on any day of the review of 7 days, so that 21 to 28 units go before an order is
    there, each as likely; 2 % of 28 and half a review may be missed: the point is √(2 · 7 · 2 % · 31.5) below 28.
    """
    with proposed(GOODS, SETTINGS) as policy:
        first, second = policy(situation()).tolist()
    assert first == math.ceil(28 - math.sqrt(2 * 7 * 0.02 * (28 + 3.5)) + 28 - 15)
    assert second == 0


def test_the_interval_is_that_of_the_textbook() -> None:
    """Mean 2, deviation 1, three values: 4.303 · 1 / √3."""
    assert interval([1.0, 2.0, 3.0]) == (2.0, pytest.approx(2.484, abs=0.001))


@pytest.mark.soak
def test_proposals_reach_the_fill_rate_beside_rules_with_as_much_stock() -> None:
    """By how much they lose less is an aim that not every world meets: docs/planning.md tells it by seed."""
    found = compared(WorldParameters(seed=104, scale=10.0), SETTINGS)
    for other in (found.fixed, found.quarterly):
        assert other.stock_value == pytest.approx(found.proposed.stock_value, rel=0.01)
        assert found.proposed.lost_units < other.lost_units
    assert found.proposed.fill_rate == pytest.approx(SETTINGS.fill_rate, abs=AIM_FILL)
