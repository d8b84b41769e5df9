"""Sums, shares and numbers over rows are exact; draws depend on nothing but what they are for."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.world.arrays import divide_rounded, running_number, share_out, total_by
from simulation.world.calendar import events
from simulation.world.draws import Dice


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10_000)), min_size=1, max_size=30), st.integers(0, 10_000))
def test_shared_amounts_sum_back_exactly(rows: list[tuple[int, int]], total: int) -> None:
    group = np.unique([place for place, _ in rows], return_inverse=True)[1].astype(np.int64)
    weight = np.array([amount for _, amount in rows], dtype=np.int64)
    totals = np.minimum(total, total_by(group, weight, int(group.max()) + 1))
    parts = share_out(totals, weight, group)
    assert (total_by(group, parts, len(totals)) == totals).all()
    assert ((parts >= 0) & (parts <= weight)).all()


def test_division_rounds_half_away_from_zero() -> None:
    assert divide_rounded(np.array([5, 15, 14, 0]), 10).tolist() == [1, 2, 1, 0]


def test_rows_of_equal_keys_are_numbered_in_order() -> None:
    assert running_number(np.array([4, 2, 4, 4, 2])).tolist() == [0, 0, 1, 2, 1]


@given(st.integers(0, 2**31), st.integers(1, 50), st.integers(0, 49))
def test_a_draw_does_not_depend_on_its_neighbours(seed: int, count: int, place: int) -> None:
    dice, keys = Dice(seed, "anything"), np.arange(count)
    assert dice.uniform(keys, 3)[place % count] == dice.uniform(place % count, 3)
    assert dice.poisson(np.full(count, 2.5), keys)[place % count] == dice.poisson(np.array(2.5), place % count)


def test_draws_have_the_moments_that_they_claim() -> None:
    dice, keys = Dice(7, "moments"), np.arange(200_000)
    assert abs(dice.uniform(keys).mean() - 0.5) < 0.005
    assert abs(dice.normal(keys).std() - 1) < 0.01
    assert abs(dice.lognormal(0.5, keys).mean() - 1) < 0.01
    poisson = dice.poisson(np.full(len(keys), 1.7), keys)
    assert abs(poisson.mean() - 1.7) < 0.02
    assert abs(poisson.var() - 1.7) < 0.03
    picked = dice.pick(np.array([[1.0, 0.0, 3.0]]), np.zeros(len(keys), dtype=np.int64), keys)
    assert set(picked.tolist()) == {0, 2}
    assert abs((picked == 2).mean() - 0.75) < 0.01


def test_feasts_and_sales_fall_on_their_days() -> None:
    first = {(event.name, event.first.year): event.first for event in events()}
    assert [first["Black Friday", year] for year in (2024, 2025)] == [date(2024, 11, 29), date(2025, 11, 28)]
    assert [first["Eid al-Fitr", year] for year in (2024, 2025)] == [date(2024, 4, 10), date(2025, 3, 30)]
    assert all(event.first <= event.last for event in events())
