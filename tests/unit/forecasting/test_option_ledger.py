"""The back-test of styles stands in the ledger of forecasts, beside that of products."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb

from forecasting.ledger import write_option_ledger
from forecasting.publish import publish_forecast

MONDAY = date(2024, 1, 1)
TRIAL = """
    create table forecasting.style_trial as
    select * from (values
        ('A red', 'FR', date '2024-06-03', date '2024-06-10', 2, 'new', 6, 2, 5, 2, 8),
        ('A blue', 'FR', date '2024-06-03', date '2024-06-10', 2, 'new', 1, 2, 4, 0.5, 0.5),
        ('B red', 'FR', date '2024-06-03', date '2024-06-10', 2, 'new', 0, 1, 0, 0.001, 0)
    ) as t (option_name, market_code, origin_date, week_start_date, horizon_weeks, life_code, demand_qty, naive_qty,
        model_qty, change_qty, squared_change_qty)"""


def test_styles_are_judged_by_their_place_in_life_and_by_step(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load([("P", "FR", MONDAY + timedelta(weeks=week), 7) for week in range(30)])
    publish_forecast(connection, MONDAY + timedelta(weeks=30))
    ((before,),) = connection.execute("select count(*) from forecasting.forecast_ledger").fetchall()
    connection.execute(TRIAL)
    write_option_ledger(connection)
    rows = connection.execute("""
        select is_frozen, origin_date, lag_weeks, segment_code, step_code, series_count, actual_qty, forecast_qty,
            absolute_error_qty, error_qty, scaled_count, scaled_absolute_error, scaled_squared_error, ranged_count
        from forecasting.forecast_ledger
        where level_code = 'option'
        order by step_code""").fetchall()
    ((after,),) = connection.execute("select count(*) from forecasting.forecast_ledger").fetchall()
    assert after == before + 2
    assert [row[:5] for row in rows] == [(False, date(2024, 6, 3), 2, "new", step) for step in ("model", "naive")]
    # |5-6| / 2 + |4-1| / 0.5 and 1 / 8 + 9 / 0.5; |2-6| / 2 + |2-1| / 0.5 and 16 / 8 + 1 / 0.5.
    assert [tuple(map(float, row[5:])) for row in rows] == [
        (3, 7, 9, 4, 2, 2, 6.5, 18.125, 0),
        (3, 7, 5, 6, -2, 2, 4, 4, 0),
    ]


def test_a_method_that_was_far_off_is_written_as_far_off(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load([("P", "FR", MONDAY + timedelta(weeks=week), 7) for week in range(30)])
    publish_forecast(connection, MONDAY + timedelta(weeks=30))
    connection.execute(TRIAL)
    connection.execute("alter table forecasting.style_trial alter model_qty type decimal(18, 4)")
    connection.execute("alter table forecasting.style_trial alter demand_qty type decimal(18, 4)")
    connection.execute("update forecasting.style_trial set model_qty = demand_qty + 2000000")
    write_option_ledger(connection)
    rows = connection.execute("""
        select scaled_squared_error from forecasting.forecast_ledger
        where level_code = 'option' and step_code = 'model'""").fetchall()
    assert [float(*row) for row in rows] == [4e12 / 8 + 4e12 / 0.5]
