"""Explosion through many levels at once gives what plain recursion over single items gives."""

from __future__ import annotations

from functools import cache

import duckdb
import numpy as np
import pytest

from forecasting.planning.explosion import Explosion, Items, Lines, explode, lots
from forecasting.planning.levels import low_level_codes_sql, take_out_circles

PERIODS = 6
Random = np.random.Generator


def random_bills(random: Random, count: int) -> Lines:
    """Items may be part of any later one, so that no circle arises; no pair twice."""
    pairs = sorted({tuple(sorted(pair)) for pair in random.integers(0, count, (3 * count, 2)) if pair[0] != pair[1]})
    parent, child = np.array(pairs, dtype=np.int64).T
    return Lines(parent, child, random.integers(1, 5, len(pairs)) / 2)


def levels_of(lines: Lines, count: int) -> list[int]:
    @cache
    def level(item: int) -> int:
        return max((level(int(parent)) + 1 for parent in lines.parent[lines.child == item]), default=0)

    return [level(item) for item in range(count)]


def by_recursion(items: Items, lines: Lines, demand: np.ndarray, scheduled: np.ndarray) -> dict[str, np.ndarray]:
    """The same arithmetic item by item, each asking its parents."""

    @cache
    def orders(item: int) -> tuple[list[float], list[float], list[float]]:
        gross = demand[item].astype(float).tolist()
        for line in np.flatnonzero(lines.child == item).tolist():
            begun = orders(int(lines.parent[line]))[2]
            gross = [need + begun[period] * float(lines.units[line]) for period, need in enumerate(gross)]
        there, due, release = float(items.on_hand[item]), [0.0] * PERIODS, [0.0] * PERIODS
        for period in range(PERIODS):
            there += float(scheduled[item, period]) - gross[period]
            short = float(items.safety[item]) - there
            if short > 1e-9:
                packs = -(-max(short, float(items.minimum[item])) // float(items.pack[item]))
                due[period] = packs * float(items.pack[item])
                there += due[period]
                release[max(period - int(items.lead[item]), 0)] += due[period]
        return gross, due, release

    found = [orders(item) for item in range(len(items.level))]
    return {name: np.array([part[place] for part in found]) for place, name in enumerate(("gross", "due", "release"))}


def random_case(seed: int) -> tuple[Items, Lines, np.ndarray, np.ndarray]:
    random, count = np.random.default_rng(seed), 40
    lines = random_bills(random, count)
    items = Items(
        level=np.array(levels_of(lines, count)),
        on_hand=random.integers(0, 50, count).astype(float),
        safety=random.integers(0, 5, count).astype(float),
        minimum=random.integers(0, 20, count).astype(float),
        pack=random.integers(1, 6, count).astype(float),
        lead=random.integers(0, 4, count),
    )
    return items, lines, random.integers(0, 10, (count, PERIODS)), random.integers(0, 3, (count, PERIODS))


@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_plain_recursion_gives(seed: int) -> None:
    items, lines, demand, scheduled = random_case(seed)
    found, wanted = explode(items, lines, demand, scheduled), by_recursion(items, lines, demand, scheduled)
    assert items.level.max() >= 5
    for name, part in wanted.items():
        np.testing.assert_allclose(getattr(found, name), part, err_msg=name)


def test_late_orders_stand_in_the_first_period_and_nothing_is_lost() -> None:
    items, lines, demand, scheduled = random_case(9)
    found: Explosion = explode(items, lines, demand, scheduled)
    np.testing.assert_allclose(found.release.sum(axis=1), found.due.sum(axis=1))
    begun_late = [
        sum(float(found.due[item, period]) for period in range(min(int(lead), PERIODS)))
        for item, lead in enumerate(items.lead)
    ]
    np.testing.assert_allclose(found.late, begun_late)


def test_lots_keep_minimum_and_packs() -> None:
    short = np.array([0.0, 1.0, 24.0, 25.0, 25.1])
    assert lots(short, np.full(5, 12.0), np.full(5, 5.0)).tolist() == [0, 15, 25, 25, 30]


@pytest.mark.parametrize("seed", range(3))
def test_low_level_codes_are_the_longest_way_down(seed: int) -> None:
    lines = random_bills(np.random.default_rng(seed), 40)
    with duckdb.connect() as connection:
        connection.register("lines", {"parent": lines.parent, "child": lines.child})
        found = dict(connection.execute(low_level_codes_sql("lines")).fetchall())
    wanted = levels_of(lines, 40)
    assert found == {item: wanted[item] for item in found}
    assert set(found) == set(lines.parent.tolist()) | set(lines.child.tolist())


def test_items_that_are_part_of_themselves_are_taken_out_and_named() -> None:
    bills = [("coat", "lining"), ("lining", "thread"), ("a", "b"), ("b", "c"), ("c", "a"), ("a", "thread"), ("x", "a")]
    with duckdb.connect() as connection:
        connection.execute("create temp table lines (parent varchar, child varchar)")
        connection.executemany("insert into lines values (?, ?)", bills)
        assert take_out_circles(connection, "lines") == ["a", "b", "c"]
        left = set(connection.execute("select * from lines").fetchall())
        assert left == {("coat", "lining"), ("lining", "thread"), ("a", "thread"), ("x", "a")}
        assert take_out_circles(connection, "lines") == []
