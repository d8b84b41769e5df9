"""A world that runs forward keeps its books: what came and was not sold is there; who orders enough misses less."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.forward import HISTORY_WEEKS, WEEK, ForwardWorld, Situation, forward_world
from simulation.parameters import WorldParameters
from simulation.world.arrays import Ints

WEEKS, IDLE = 30, 16


@pytest.fixture(scope="module")
def world() -> ForwardWorld:
    return forward_world(WorldParameters(seed=5, scale=2.0), WEEKS)


def nothing(situation: Situation) -> Ints:
    return np.zeros_like(situation.on_hand)


def test_without_orders_all_is_sold_that_was_there_or_on_its_way(world: ForwardWorld) -> None:
    seen: list[Situation] = []

    def watching(situation: Situation) -> Ints:
        seen.append(situation)
        return nothing(situation)

    outcome = world.run(watching, 0)
    first, last = seen[0], seen[-1]
    assert [situation.day for situation in seen] == [(HISTORY_WEEKS + week) * WEEK for week in range(WEEKS)]
    received = last.lines.received - first.lines.received
    came = np.bincount(last.lines.goods, weights=received, minlength=len(world.goods.sku)).astype(np.int64)
    sold = outcome.sold[: (WEEKS - 1) * WEEK].sum(axis=0)
    assert (first.on_hand + came - sold == last.on_hand).all()
    assert (outcome.left >= 0).all()
    assert outcome.lost == (outcome.wanted - outcome.sold).sum() > 0
    assert not last.lines.is_open.any()
    assert last.on_order.sum() == 0 < first.on_order.sum()


def test_who_orders_plenty_misses_little_and_has_much_in_stock(world: ForwardWorld) -> None:
    def plenty(situation: Situation) -> Ints:
        aim = situation.sold[-52:].mean(axis=0) * 60 + 20
        return np.maximum(np.ceil(aim - situation.on_hand - situation.on_order), 0).astype(np.int64)

    little, much = world.run(nothing, IDLE), world.run(plenty, IDLE)
    assert (little.wanted == much.wanted).all()
    assert much.fill_rate > 0.999 > 0.5 > little.fill_rate
    assert much.stock_value(world.goods) > 10 * little.stock_value(world.goods)


def test_the_same_world_meets_every_policy_and_a_lead_time_is_that_of_its_supplier(world: ForwardWorld) -> None:
    seen: list[Situation] = []

    def once(situation: Situation) -> Ints:
        seen.append(situation)
        return np.where(len(seen) == 1, 50, 0) + nothing(situation)

    world.run(once, 0)
    lines = seen[-1].lines
    new = lines.rows(lines.day == seen[0].day)
    assert (new.quantity == 50).all()
    assert len(new.goods) == len(world.goods.sku)
    days = new.received_on - new.day
    assert (days > 20).all()
    assert (new.received >= 0.7 * new.quantity).all()
