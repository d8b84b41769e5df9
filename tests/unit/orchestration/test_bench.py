"""The benchmark's own arithmetic, and the delta that it lands."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.bench.compare import (
    build_without_tests,
    daily_share,
    delta_share,
    fixed_cost,
    models_by_cost,
    slope_ratio,
)
from orchestration.bench.extracts import write_bench_company, write_bench_delta

LINES = 3_000
MEASURED = {
    100: {
        "product": {"landing": 2.0, "raw": 1.0, "total": 30.0},
        "floor": {"landing": 1.0},
        "delta": {"landing": 0.1, "raw": 0.3},
    },
    500: {
        "product": {"landing": 6.0, "raw": 5.0, "total": 70.0},
        "floor": {"landing": 3.0},
        "delta": {"landing": 0.2, "raw": 0.6},
    },
}


def test_a_slope_leaves_the_fixed_part_out() -> None:
    assert slope_ratio(MEASURED, "landing") == pytest.approx(4 / 2)
    assert fixed_cost(MEASURED) == pytest.approx(20)


def test_a_delta_is_held_against_what_the_lines_of_its_company_cost() -> None:
    assert delta_share(MEASURED, 500, ["landing"]) == pytest.approx(0.2 / (0.01 * 500))
    assert delta_share(MEASURED, 100, ["landing"]) == pytest.approx(0.1 / (0.01 * 100))
    assert delta_share(MEASURED, 500, ["landing", "raw"]) == pytest.approx(0.8 / (0.02 * 500))


def test_tests_are_taken_off_the_build_at_what_they_cost_bare_duckdb() -> None:
    measured = {
        100: {"product": {"build": 10.0}, "floor": {"build": 4.0, "tests": 1.0}},
        500: {"product": {"build": 24.0}, "floor": {"build": 14.0, "tests": 3.0}},
    }
    assert build_without_tests(measured) == pytest.approx((14 - 2) / 10)


def test_a_day_is_held_against_building_everything_anew() -> None:
    values = {"delta": {"total": 1.0}, "daily": {"total": 3.0}, "anew": {"total": 9.0}}
    assert daily_share(values) == pytest.approx(0.4)


def test_models_stand_beside_their_floor_the_dearest_first() -> None:
    values = {
        "product": {"build": 9.0, "model a": 1.0, "model b": 3.0},
        "floor": {"build": 5.0, "model a": 0.5, "model b": 2.0},
    }
    assert list(models_by_cost(values).items()) == [("b", (3.0, 2.0)), ("a", (1.0, 0.5))]


def test_a_delta_is_a_hundredth_and_half_of_it_was_there_before(tmp_path: Path) -> None:
    write_bench_company(tmp_path, LINES)
    assert write_bench_delta(tmp_path, LINES) == LINES // 100
    whole, delta = (
        duckdb.sql(f"select distinct line_id, order_id from '{tmp_path}/extracts/order_lines_{day}.csv'")
        for day in ("2025-12-31", "2026-01-01")
    )
    assert (len(whole), len(delta)) == (LINES, LINES // 100)
    assert len(delta.intersect(whole)) == LINES // 200
    orders = duckdb.sql(f"select order_id from '{tmp_path}/extracts/orders_2026-01-01.csv'")
    assert orders.except_(delta.project("order_id")).fetchall() == []
    assert sorted(path.name for path in (tmp_path / "extracts").glob("*_2026-01-01.csv")) == [
        "order_lines_2026-01-01.csv",
        "orders_2026-01-01.csv",
    ]
