"""What people say will sell is put on the forecast, and what the method said stays beside it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from forecasting.demand.styles.overridden import overridden
from forecasting.overriding import (
    Change,
    ForecastOverrideError,
    change_of,
    override_forecast,
    require_forecast,
    standing_overrides,
    undo_override,
    write_overrides,
)
from forecasting.publish import publish_forecast
from warehouse.ledger import BUILD_KINDS, Kind, Ledger

MONDAY = date(2024, 1, 1)
AS_OF = MONDAY + timedelta(weeks=60, days=2)
NOW = MONDAY + timedelta(weeks=60)
WEEK = timedelta(weeks=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


@pytest.fixture
def goods(connection: duckdb.DuckDBPyConnection, load: Any) -> duckdb.DuckDBPyConnection:
    """A style of two sizes that sell 6 and 2 a week in two markets."""
    connection.execute(
        "create or replace table core.dim_product as select *, 'Goods' as category_name from "
        "(values ('P', 'A-S', 'A'), ('Q', 'A-M', 'A'), ('R', 'B', 'B')) as t (product_key, sku, style_code)"
    )
    load(
        (product, market, MONDAY + week * WEEK, qty)
        for product, qty in (("P", 6), ("Q", 2), ("R", 5))
        for market in ("FR", "US")
        for week in range(60)
    )
    return connection


def say(ledger: Ledger, item: str, market: str, weeks: tuple[int, int], **what: float) -> int:
    span = (NOW + weeks[0] * WEEK + timedelta(days=3), NOW + weeks[1] * WEEK)
    change = change_of(item, market, span, None, what.get("qty"), what.get("factor"))
    return override_forecast(ledger, change, "Ann", "a launch")


def test_factors_and_quantities_are_put_on_and_the_later_one_counts(
    goods: duckdb.DuckDBPyConnection, ledger: Ledger
) -> None:
    wide = say(ledger, "A", "*", (1, 2), factor=2)
    narrow = say(ledger, "A", "FR", (2, 3), qty=40)
    publish_forecast(goods, AS_OF, None, standing_overrides(ledger))
    rows = goods.execute("""
        select horizon_weeks - 1, product_key, market_code, model_qty, forecast_qty, q10_qty, override_id
        from forecasting.forecast where override_id is not null order by all""").fetchall()
    assert [tuple(map(str, row)) for row in rows] == [
        tuple(map(str, row))
        for row in [
            (1, "P", "FR", "6.0000", "12.0000", "12.0000", wide),
            (1, "P", "US", "6.0000", "12.0000", "12.0000", wide),
            (1, "Q", "FR", "2.0000", "4.0000", "4.0000", wide),
            (1, "Q", "US", "2.0000", "4.0000", "4.0000", wide),
            (2, "P", "FR", "6.0000", "30.0000", "30.0000", narrow),
            (2, "P", "US", "6.0000", "12.0000", "12.0000", wide),
            (2, "Q", "FR", "2.0000", "10.0000", "10.0000", narrow),
            (2, "Q", "US", "2.0000", "4.0000", "4.0000", wide),
            (3, "P", "FR", "6.0000", "30.0000", "30.0000", narrow),
            (3, "Q", "FR", "2.0000", "10.0000", "10.0000", narrow),
        ]
    ]
    assert goods.execute("select count(*) from forecasting.forecast where model_qty <> forecast_qty").fetchall() == [
        (len(rows),)
    ]


def test_styles_take_the_same_overrides_up(goods: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    say(ledger, "A", "*", (0, 0), factor=2)
    say(ledger, "B", "US", (1, 1), qty=9)
    write_overrides(goods, standing_overrides(ledger), AS_OF)
    forecast = np.array([[[6.0, 6.0], [6.0, 6.0]], [[2.0, 2.0], [2.0, 2.0]], [[0.0, 0.0], [0.0, 0.0]]])
    found = overridden(goods, forecast, np.array(["P", "Q", "R"]), np.array(["FR", "US"]), NOW)
    assert found.tolist() == [[[12, 6], [12, 6]], [[4, 2], [4, 2]], [[0, 0], [0, 9]]]


def test_what_was_undone_or_has_expired_counts_no_more(goods: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    first = say(ledger, "A", "FR", (0, 9), factor=3)
    span = (NOW, NOW + 5 * WEEK)
    override_forecast(ledger, change_of("B", "FR", span, NOW, None, 3), "Ben", "short")
    undone = undo_override(ledger, first, "Ann", "wrong")
    assert (undone.override_id, undone.actor, undone.reason) == (first, "Ann", "a launch")
    publish_forecast(goods, AS_OF, None, standing_overrides(ledger))
    assert goods.execute("select count(override_id) from forecasting.forecast").fetchall() == [(0,)]
    with pytest.raises(ForecastOverrideError, match=f"no override {first} stands"):
        undo_override(ledger, first, "Ann", "again")
    assert [item.change.item for item in standing_overrides(ledger)] == ["B"]
    assert [item.change.item for item in standing_overrides(ledger, up_to=first)] == ["A"]


def test_an_override_is_a_reason_to_build_again_and_no_field_of_a_golden_record(ledger: Ledger) -> None:
    say(ledger, "A", "FR", (0, 0), factor=1)
    assert ledger.high_water(BUILD_KINDS) == 1
    assert ledger.read(Kind.OVERRIDE) == []


@pytest.mark.parametrize(
    ("what", "span", "why"),
    [
        ((None, None), (NOW, NOW), "quantity or a factor"),
        ((1.0, 1.0), (NOW, NOW), "quantity or a factor"),
        ((-1.0, None), (NOW, NOW), "out of bounds"),
        ((None, 101.0), (NOW, NOW), "out of bounds"),
        ((1.0, None), (NOW, NOW - WEEK), "before the first"),
    ],
)
def test_what_makes_no_sense_is_refused(what: tuple[Any, Any], span: tuple[date, date], why: str) -> None:
    with pytest.raises(ForecastOverrideError, match=why):
        change_of("A", "*", span, None, *what)


def test_a_change_says_what_it_is() -> None:
    change = Change("A", "*", NOW, NOW + WEEK, NOW, None, 1.3)
    assert str(change) == "A, all markets, 2025-02-24 to 2025-03-09: x 1.3"


@pytest.mark.parametrize(
    ("units", "span", "factor", "said"),
    [
        (None, None, 2.0, "nothing is forecast of it there"),
        (0.0, (NOW + WEEK, NOW + 2 * WEEK), 2.0, "these weeks are over: the forecast begins on"),
        (0.0, (NOW - WEEK, NOW - WEEK), 2.0, "the last week begins on"),
        (0.0, (NOW, NOW + WEEK), 2.0, "no factor changes"),
    ],
)
def test_what_would_change_nothing_is_refused(
    units: float | None, span: tuple[date, date] | None, factor: float, said: str
) -> None:
    with pytest.raises(ForecastOverrideError, match=said):
        require_forecast(change_of("A", "FR", (NOW, NOW), None, None, factor), units, span)


def test_a_quantity_may_be_said_where_0_is_forecast_and_a_factor_where_anything_is() -> None:
    require_forecast(change_of("A", "FR", (NOW, NOW), None, 5.0, None), 0.0, (NOW, NOW))
    require_forecast(change_of("A", "FR", (NOW, NOW), None, None, 2.0), 0.1, (NOW, NOW))
