"""A bare warehouse in memory with the tables that the forecast of series reads; products have no category."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

Demand = tuple[str | None, str | None, date, Any]
Load = Callable[[Iterable[Demand]], None]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create schema core")
        opened.execute("create table core.dim_product (product_key varchar, category_name varchar)")
        yield opened


@pytest.fixture
def load(connection: duckdb.DuckDBPyConnection) -> Load:
    """Replace the weekly demand by the rows given: product, market, Monday, quantity."""

    def replace(rows: Iterable[Demand]) -> None:
        connection.execute("""
            create or replace table core.fct_demand_weekly (
                product_key varchar, market_code varchar, week_start_date date, demand_qty decimal(18, 4)
            )
        """)
        literals = ", ".join(
            "(" + ", ".join("null" if value is None else f"'{value}'" for value in row) + ")" for row in rows
        )
        if literals:
            connection.execute(f"insert into core.fct_demand_weekly values {literals}")

    return replace
