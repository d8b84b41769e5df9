"""Errors are pooled by weeks and by the size of what was forecast, and what is too rare takes the nearest pool."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import duckdb
import pytest

from forecasting.planning.risk import read_errors, size_sql
from forecasting.planning.tables import ERROR

DRAWS = 8
ORIGINS = 120


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Forecasts of 6, 48 and 96 in one week were off by 3, 12 and 6 at each origin; 400 were tried five times alone."""
    with duckdb.connect() as opened:
        opened.execute(f"""
            create schema forecasting;
            create table forecasting.style_trial as
            select size::varchar as option_name, 'FR' as market_code, date '2024-01-01' + n::int as origin_date,
                1 as horizon_weeks, size::decimal(18, 4) as model_qty, (size + error)::decimal(18, 4) as demand_qty
            from (values (6, 3, {ORIGINS}), (48, 12, {ORIGINS}), (96, 6, {ORIGINS}), (400, 1, 5))
                as t(size, error, tries), range({ORIGINS}) as u(n)
            where n < tries""")
        read_errors(opened, DRAWS)
        yield opened


def residual(connection: duckdb.DuckDBPyConnection, size: float, bucket: int = 1) -> float:
    """Return the error of a forecast, which is the same in all draws, as a multiple of its spread."""
    found = connection.execute(f"""
        select distinct round(residual, 6) from {ERROR}
        where bucket = {bucket} and size_class = {size_sql(str(size))}""").fetchall()  # fmt: skip
    ((value,),) = found
    return float(value)


def spread(size: float) -> float:
    return sqrt(size * size + size)


@pytest.mark.parametrize(("size", "error"), [(6, 3), (48, 12), (96, 6)])
def test_a_large_forecast_has_the_errors_of_large_ones(
    connection: duckdb.DuckDBPyConnection, size: float, error: float
) -> None:
    assert residual(connection, size) == pytest.approx(error / spread(size), abs=1e-6)


def test_the_same_size_in_other_weeks_comes_before_another_size(connection: duckdb.DuckDBPyConnection) -> None:
    assert residual(connection, 48, bucket=4) == pytest.approx(12 / spread(48), abs=1e-6)


@pytest.mark.parametrize(("size", "nearest", "error"), [(20, 6, 3), (400, 96, 6), (10**6, 96, 6)])
def test_a_size_that_was_hardly_tried_has_the_errors_of_the_next_smaller_one(
    connection: duckdb.DuckDBPyConnection, size: float, nearest: float, error: float
) -> None:
    assert residual(connection, size) == pytest.approx(error / spread(nearest), abs=1e-6)
