"""Plans of the workshop, checked by plain sums of their own: they can be kept, and cost no more than the plain way."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from forecasting.planning.schedule import Jobs, Schedule, cheapest, cost_of, plain
from forecasting.planning.settings import PlanSettings

SETTINGS = PlanSettings()
WEEKS, NEAR = 6, 1e-6


def some_jobs(seed: int, count: int) -> tuple[Jobs, np.ndarray]:
    dice = np.random.default_rng(seed)
    minutes = dice.uniform(0, 900, (count, 3)) * (dice.random((count, 3)) < 0.9)
    jobs = Jobs(dice.integers(0, 4, count), dice.integers(0, 9, count), dice.uniform(0, 9000, count), minutes)
    return jobs, dice.uniform(0, 2.5, (3, WEEKS)) * minutes.sum(axis=0)[:, None] / WEEKS


def faults(jobs: Jobs, available: np.ndarray, plan: Schedule) -> list[str]:
    """What cannot be kept, told by loops over what the plan says."""
    found = []
    for stage, week in product(range(available.shape[0]), range(WEEKS)):
        used = sum(plan.share[job, stage, week] * jobs.minutes[job, stage] for job in range(len(jobs.due)))
        if used > available[stage, week] + plan.overtime[stage, week] + 1e-4:
            found.append(f"stage {stage} has too much in week {week}")
        if plan.overtime[stage, week] > SETTINGS.overtime_rate * available[stage, week] + NEAR:
            found.append(f"too much overtime of stage {stage}")
    for job, week in product(range(len(jobs.due)), range(WEEKS)):
        reached = [float(plan.share[job, stage, : week + 1].sum()) for stage in range(available.shape[0])]
        if any(later > earlier + NEAR for earlier, later in pairwise(reached)):
            found.append(f"job {job} is overtaken by itself")
        if week < jobs.ready[job] and reached[0] > NEAR:
            found.append(f"job {job} begins without its material")
        if week == WEEKS - 1 and (len({round(total, 4) for total in reached}) > 1 or reached[0] > 1 + NEAR):
            found.append(f"job {job} is begun and not ended, or made twice")
    return found


@pytest.mark.parametrize("seed", range(8))
def test_plans_can_be_kept_and_the_cheapest_costs_no_more_than_the_plain_one(seed: int) -> None:
    jobs, available = some_jobs(seed, 12)
    best, simple = cheapest(jobs, available, SETTINGS), plain(jobs, available)
    assert faults(jobs, available, best) == []
    assert faults(jobs, available, simple) == []
    assert cost_of(jobs, best, SETTINGS).total <= cost_of(jobs, simple, SETTINGS).total + 1e-6


def test_the_check_finds_a_plan_that_cannot_be_kept() -> None:
    jobs, available = some_jobs(1, 12)
    impossible = Schedule(np.full((12, 3, WEEKS), 0.5), np.full((3, WEEKS), 1e6), np.zeros((3, WEEKS)))
    found = " ".join(faults(jobs, available / 1e3, impossible))
    assert all(fault in found for fault in ("too much overtime", "without its material", "made twice"))


def test_a_plan_reckoned_by_hand() -> None:
    """Two jobs of 100 minutes want week 0, which has 100: overtime of 25 at 0.25 saves a quarter of a week's lateness.

    The dearer job goes first. Of the other, worth 1,000, a week later costs 20 and a quarter of it 5; overtime costs
    6.25 and does not pay. Worth 2,000 it does: 6.25 and three quarters of 40.
    """
    available, week = np.full((1, 2), 100.0), np.zeros(2, dtype=np.int64)
    cheap = Jobs(week, week, np.array([1000.0, 5000.0]), np.full((2, 1), 100.0))
    dear = Jobs(week, week, np.array([2000.0, 5000.0]), np.full((2, 1), 100.0))
    assert cost_of(cheap, cheapest(cheap, available, SETTINGS), SETTINGS).total == pytest.approx(20)
    best = cheapest(dear, available, SETTINGS)
    assert cost_of(dear, best, SETTINGS).total == pytest.approx(36.25)
    assert best.overtime[0, 0] == pytest.approx(25)
    assert cost_of(cheap, plain(cheap, available), SETTINGS).total == pytest.approx(100)
    assert best.shadow_price[0, 0] == pytest.approx(0.4)
