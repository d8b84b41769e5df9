"""What releases said of styles in one colour is judged by true demand since, beside the back-test."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

from forecasting.frozen import file_name
from forecasting.option_ledger import write_frozen_options
from forecasting.publish import publish_forecast
from forecasting.weeks import monday_of, week_of

MONDAY = date(2024, 1, 1)
NOW = MONDAY + timedelta(weeks=10, days=2)
SAID = """
    select '{release}' as release_id, date '{origin}' as origin_date, *
    from (values
        ('A red', 'FR', date '{origin}', 'new', 1, 6, 8, 4, 9, 'life_cycle'),
        ('A blue', 'FR', date '{origin}', 'new', 0, 2, 2, 0, 1, 'life_cycle'),
        ('A red', 'FR', date '{origin}' + 21, 'new', 1, 1, 1, 0, 3, 'life_cycle')
    ) as t (option_name, market_code, week_start_date, life_code, naive_qty, model_qty, forecast_qty, q10_qty, q90_qty,
        method_name)"""


def keep(connection: duckdb.DuckDBPyConnection, folder: Path, release: str, week: int) -> None:
    """Freeze what a release of a week said of two options in that week, and of one three weeks later."""
    as_of = MONDAY + timedelta(weeks=week, days=2)
    said = SAID.format(release=release, origin=monday_of(week_of(as_of)))
    connection.execute(f"copy ({said}) to '{folder / file_name(as_of, release)}' (format parquet)")


def demand(connection: duckdb.DuckDBPyConnection) -> None:
    """Red sells in two sizes: 7 a week until week 4, 5 in the ninth; there blue 1.2 (0.2 unmet), green 3 (2 unmet)."""
    connection.execute(f"""
        create or replace table core.dim_product as
        select *, null::varchar as category_name
        from (values ('R1', 'A', 'red'), ('R2', 'A', 'red'), ('B1', 'A', 'blue'), ('G1', 'B', null))
            as t (product_key, style_code, colour_name);
        create table forecasting.demand_uncensored as
        select product_key, 'FR' as market_code, date '{MONDAY}' + 7 * week as week_start_date, ordered::decimal(18, 4)
            as ordered_qty, unmet::decimal(18, 4) as unmet_qty
        from (
            select 'R1' as product_key, unnest(range(4))::integer as week, 3 as ordered, 1 as unmet
            union all select 'R2', unnest(range(4))::integer, 3, 0
            union all select 'R1', 9, 5, 0
            union all select 'B1', 9, 1, 0.2
            union all select 'G1', 9, 1, 2
        )""")


def test_frozen_options_are_held_against_true_demand(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    connection.execute("create table core.fct_demand_weekly (product_key varchar, market_code varchar, "
                       "week_start_date date, demand_qty decimal(18, 4))")  # fmt: skip
    publish_forecast(connection, NOW)
    demand(connection)
    keep(connection, tmp_path, "20240306T000000Z-aa", 9)
    keep(connection, tmp_path, "20240307T000000Z-bb", 9)
    keep(connection, tmp_path, "20240313T000000Z-cc", 10)
    write_frozen_options(connection, tmp_path, NOW)
    rows = connection.execute("""
        select segment_code, step_code, is_overridden, series_count, actual_qty, forecast_qty, absolute_error_qty,
            error_qty, scaled_count, scaled_absolute_error, scaled_squared_error, ranged_count, covered_count,
            pinball_qty
        from forecasting.forecast_ledger
        where level_code = 'option' and is_frozen and release_id = '20240306T000000Z-aa' and lag_weeks = 1
        order by segment_code, is_overridden, step_code""").fetchall()
    ((others,),) = connection.execute("select count(*) from forecasting.forecast_ledger").fetchall()
    assert others == len(rows)
    # Red changed by 7 in one of eight weeks, so its scales are 7 / 8 and 49 / 8; blue and green never changed before.
    assert [(*row[:3], *map(float, row[3:])) for row in rows] == [
        ("new", "model", False, 1, 1.2, 2, 0.8, 0.8, 0, 0, 0, 1, 1, 0.15),
        ("new", "naive", False, 1, 1.2, 0, 1.2, -1.2, 0, 0, 0, 0, 0, 0),
        ("new", "override", False, 1, 1.2, 2, 0.8, 0.8, 0, 0, 0, 1, 1, 0.15),
        ("new", "model", True, 1, 5, 6, 1, 1, 1, 1.14285714, 0.16326531, 1, 1, 0.25),
        ("new", "naive", True, 1, 5, 1, 4, -4, 1, 4.57142857, 2.6122449, 0, 0, 0),
        ("new", "override", True, 1, 5, 8, 3, 3, 1, 3.42857143, 1.46938776, 1, 1, 0.25),
        ("unforeseen", "model", False, 1, 3, 0, 3, -3, 0, 0, 0, 0, 0, 0),
        ("unforeseen", "naive", False, 1, 3, 0, 3, -3, 0, 0, 0, 0, 0, 0),
        ("unforeseen", "override", False, 1, 3, 0, 3, -3, 0, 0, 0, 0, 0, 0),
    ]


def test_without_frozen_options_the_ledger_stays(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    write_frozen_options(connection, tmp_path, NOW)
    write_frozen_options(connection, None, NOW)
    assert not connection.execute("select 1 from duckdb_tables() where table_name ilike '%frozen%'").fetchall()
