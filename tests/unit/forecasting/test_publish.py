from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecasting.publish import ForecastSummary, publish_forecast
from forecasting.tables import STYLE_SAID, ForecastingError
from forecasting.weeks import monday_of, origins, week_of

MONDAY = date(2024, 1, 1)
TABLES = ("forecast", "backtest", "accuracy", "forecast_ledger")
QUIET = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
METHODS = ("seasonal_naive", "seasonal_window_average", "seasonal_naive_growth")
Row = tuple[str | None, str | None, date, Any]


def series(qty_of: Callable[[int], Any], weeks: range, product: str = "P", market: str = "FR") -> list[Row]:
    """One row per week of the range with the quantity that a function gives; weeks count from MONDAY."""
    return [(product, market, MONDAY + timedelta(weeks=week), qty_of(week)) for week in weeks]


def ahead(connection: duckdb.DuckDBPyConnection, column: str = "forecast_qty") -> list[Decimal]:
    rows = connection.execute(f"select {column} from forecasting.forecast order by week_start_date").fetchall()
    return [value for (value,) in rows]


def backtest(connection: duckdb.DuckDBPyConnection, method: str, origin: int) -> list[float]:
    rows = connection.execute(
        "select forecast_qty from forecasting.backtest "
        "where method_name = ? and origin_date = ? order by horizon_weeks",
        [method, MONDAY + timedelta(weeks=origin)],
    ).fetchall()
    return [float(value) for (value,) in rows]


def day(week: int) -> date:
    """The Wednesday of a week."""
    return MONDAY + timedelta(weeks=week, days=2)


def test_weeks_run_from_monday_to_sunday() -> None:
    assert week_of(date(2025, 12, 28)) + 1 == week_of(date(2025, 12, 29)) == week_of(date(2026, 1, 4))
    assert monday_of(week_of(date(2026, 1, 4))) == date(2025, 12, 29)


def test_origins_are_four_weeks_apart_with_their_whole_horizon_in_the_past() -> None:
    as_of = monday_of(200)
    assert origins(as_of, 0).tried == tuple(range(187, 150, -4))
    assert origins(as_of, 0).tests == (187, 183)
    assert origins(as_of, 0).calibrating == tuple(range(167, 150, -4))
    assert origins(as_of, 160).tried == (187, 183, 179, 175)
    assert origins(as_of, 160).calibrating == ()
    assert origins(as_of, 187).tried == origins(as_of, None).tried == ()


def test_steady_demand_is_forecast_without_error(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: 7, range(104)) + series(lambda week: 7, range(104), market="US"))
    summary = publish_forecast(connection, day(104))
    assert ahead(connection) == [Decimal("7.0000")] * 26
    assert ahead(connection, "q10_qty") == ahead(connection, "q90_qty") == ahead(connection)
    assert (summary.published_wape_pct, summary.published_bias_pct, summary.coverage_80_pct) == (0, 0, 1)
    assert summary.method_names == {"smooth": "seasonal_naive"}


def test_a_year_that_repeats_is_the_seasonal_naive_forecast(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: 10 + week % 52, range(104)))
    publish_forecast(connection, day(104))
    assert backtest(connection, "seasonal_naive", 91) == [10 + week % 52 for week in range(91, 104)]


def test_less_than_a_year_takes_the_last_four_weeks(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: week + 1, range(51)))
    publish_forecast(connection, day(51))
    assert ahead(connection, "naive_qty") == [Decimal("49.5")] * 13
    load(series(lambda week: week + 1, range(52)))
    publish_forecast(connection, day(52))
    assert ahead(connection, "naive_qty") == [Decimal(week) for week in range(1, 14)]


@pytest.mark.parametrize(("now", "factor"), [(15, 1.5), (100, 2.0), (1, 0.5)])
def test_growth_is_that_of_eight_weeks_within_its_limits(
    connection: duckdb.DuckDBPyConnection, load: Any, now: int, factor: float
) -> None:
    load(series(lambda week: 10 if week < 60 else now, range(90)))
    publish_forecast(connection, day(90))
    assert backtest(connection, "seasonal_naive_growth", 77) == [10 * factor] * 13


def test_the_window_average_follows_the_season_of_its_market(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    peak = series(lambda week: 3000 if week % 52 == 40 else 1000, range(104), "OLD")
    late = series(lambda week: 8, range(70, 104), "NEW")
    elsewhere = series(lambda week: 1000, range(104), "OLD", "US")
    load(peak + late + elsewhere)
    publish_forecast(connection, day(104))
    rows = connection.execute("""
        select week_start_date, max(forecast_qty) filter (where method_name = 'seasonal_window_average')
        from forecasting.backtest
        where product_key = 'NEW' and origin_date = ?
        group by 1 order by 1
    """, [MONDAY + timedelta(weeks=91)]).fetchall()  # fmt: skip
    company_index = (3000 + 1000) / 2000
    peak_index = (3000 + 50 * company_index) / (1000 + 50)
    wanted = [8 * (peak_index if week == 92 else 1) for week in range(91, 104)]
    assert [float(qty) for _, qty in rows] == pytest.approx(wanted, abs=0.0001)


def test_the_season_of_a_category_is_not_the_one_of_another(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    """Coats sell in the one half of a year what shirts sell in the other: the company as a whole knows no season."""
    winter = series(lambda week: 3000 if week % 52 < 26 else 1000, range(104), "COAT")
    summer = series(lambda week: 1000 if week % 52 < 26 else 3000, range(104), "SHIRT")
    load(winter + summer)
    connection.execute("insert into core.dim_product values ('COAT', 'Coats'), ('SHIRT', 'Shirts')")
    publish_forecast(connection, day(104))
    said = dict(connection.execute(
        "select product_key, max(forecast_qty) from forecasting.backtest where method_name = 'seasonal_window_average' "
        "and origin_date = ? and horizon_weeks = 13 group by 1", [MONDAY + timedelta(weeks=67)]
    ).fetchall())  # fmt: skip
    everywhere = {"COAT": (1000 + 50 * 1) / (3000 + 50), "SHIRT": (3000 + 50 * 1) / (1000 + 50)}
    means = {"COAT": 3000, "SHIRT": 1000}
    units = {"COAT": 1000, "SHIRT": 3000}
    for product, mean in means.items():
        index = (units[product] + 50 * everywhere[product]) / (mean + 50)
        assert float(said[product]) == pytest.approx(mean * index, abs=0.0001)


def test_launches_are_no_season(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: 10, range(104), "OLD") + series(lambda week: 500, range(35, 104), "LAUNCHED"))
    publish_forecast(connection, day(104))
    rows = connection.execute(
        "select distinct forecast_qty from forecasting.backtest "
        "where product_key = 'OLD' and method_name = 'seasonal_window_average'"
    ).fetchall()
    assert rows == [(Decimal(10),)]


@pytest.mark.parametrize(
    ("qty_of", "weeks", "segment"),
    [
        (lambda week: 5, range(28, 40), "new"),
        (lambda week: 5, range(27, 40), "smooth"),
        (lambda week: 50 if week % 5 == 0 else 2, range(40), "erratic"),
        (lambda week: 5 if week % 2 == 0 else 0, range(40), "intermittent"),
        (lambda week: 90 if week % 10 == 0 else 5 if week % 2 == 0 else 0, range(40), "lumpy"),
        (lambda week: 0, range(40), "lumpy"),
        (lambda week: 5 if (week - 7) % 33 < 25 else 0, range(7, 40), "intermittent"),
        (lambda week: 5 if (week - 7) % 33 < 26 else 0, range(7, 40), "smooth"),
        (lambda week: 3 if week % 2 else 17, range(40), "erratic"),
        (lambda week: 4 if week % 2 else 17, range(40), "smooth"),
    ],
)
def test_segments_follow_interval_and_variation(
    connection: duckdb.DuckDBPyConnection, load: Any, qty_of: Callable[[int], int], weeks: range, segment: str
) -> None:
    load(series(qty_of, weeks))
    publish_forecast(connection, day(40))
    assert connection.execute("select distinct segment_code from forecasting.forecast").fetchall() == [(segment,)]


def test_the_life_cycle_speaks_of_what_was_not_sold_before(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: 7, range(104)) + series(lambda week: 3, range(95, 104), "LATE"))
    said = [("LATE", "FR", origin, 2) for origin in (91, 87)] + [("PLANNED", "FR", 104, 4), ("PLANNED", "US", 104, 9)]
    said += [("P", "FR", origin, 6) for origin in (91, 104)]
    connection.execute(f"create temp table {STYLE_SAID} (origin_week integer, product_key varchar, "
        "market_code varchar, horizon_weeks integer, forecast_qty decimal(18, 4))")  # fmt: skip
    for product, market, origin, qty in said:
        connection.execute(
            f"insert into {STYLE_SAID} select $1, $2, $3, n + 1, $4 from range(13) as week (n)",
            [week_of(MONDAY) + origin, product, market, qty],
        )
    publish_forecast(connection, day(104))
    rows = connection.execute("""
        select product_key, market_code, segment_code, method_name, avg(forecast_qty), avg(naive_qty)
        from forecasting.forecast group by all order by all""").fetchall()
    assert rows == [
        ("LATE", "FR", "new", "seasonal_naive", 3, 3),
        ("P", "FR", "smooth", "seasonal_naive", 7, 7),
        ("PLANNED", "FR", "unforeseen", "life_cycle", 4, 0),
    ], "nothing is said of a market that was never sold to"
    judged = connection.execute(
        "select sum(actual_qty), sum(forecast_qty), sum(absolute_error_qty) from forecasting.forecast_ledger "
        "where segment_code = 'unforeseen' and step_code = 'model' and origin_date = $1",
        [MONDAY + timedelta(weeks=91)],
    ).fetchall()
    assert judged == [(27, 26, 4 * 2 + 9 * 1)]


def test_only_weeks_that_ended_before_the_clock_are_history(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    past = series(lambda week: 5 + week % 3, range(70))
    load(past)
    publish_forecast(connection, day(70))
    before = contents(connection)
    assert before["forecast"][0][2] == MONDAY + timedelta(weeks=70)
    load(past + series(lambda week: 900, range(70, 80)) + series(lambda week: 1, range(70, 80), "LATE"))
    for as_of in (MONDAY + timedelta(weeks=70), MONDAY + timedelta(weeks=70, days=6)):
        publish_forecast(connection, as_of)
        assert contents(connection) == before


def test_no_method_sees_what_came_after_its_origin(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: 5 + week % 7, range(104)) + series(lambda week: 2, range(104), market="US"))
    publish_forecast(connection, day(104))
    usual = {method: backtest(connection, method, 91) for method in METHODS}
    load(
        series(lambda week: 5 + week % 7 if week < 91 else 400, range(104))
        + series(lambda week: 2, range(91), "P", "US")
    )
    publish_forecast(connection, day(104))
    assert {method: backtest(connection, method, 91) for method in METHODS} == usual


def test_a_series_that_sold_nothing_for_long_is_forecast_at_nothing(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    load(series(lambda week: 3, range(10)))
    publish_forecast(connection, day(104))
    assert ahead(connection) == [0] * 13


def test_nothing_sold_in_the_tried_weeks_is_no_error_of_zero(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: 3, range(10)))
    summary = publish_forecast(connection, day(104))
    assert summary.origin_count == 10
    assert (summary.published_wape_pct, summary.published_bias_pct, summary.naive_wape_pct) == (None, None, None)
    measures = connection.execute("select distinct actual_qty, wape_pct, bias_pct from forecasting.accuracy").fetchall()
    assert measures == [(Decimal(0), None, None)]


def test_negative_demand_never_yields_a_negative_forecast(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load(series(lambda week: -2, range(104)))
    publish_forecast(connection, day(104))
    assert ahead(connection) == [0] * 13


def test_a_handful_of_rows_is_forecast_without_ranges_or_measures(
    connection: duckdb.DuckDBPyConnection, load: Any
) -> None:
    load(series(lambda week: 6, range(3)))
    summary = publish_forecast(connection, day(3))
    assert ahead(connection) == [Decimal(6)] * 13
    assert ahead(connection, "q90_qty") == [None] * 13
    assert summary == ForecastSummary(1, 13, 0, None, None, None, None, {"new": "seasonal_naive"})
    assert str(summary) == "1 series; too little history to measure the error"


def test_nameless_products_and_markets_are_the_unknown_member(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load([(None, None, MONDAY, 2), ("unknown", "unknown", MONDAY, 3)])
    publish_forecast(connection, day(1))
    keys = connection.execute("select distinct product_key, market_code, forecast_qty from forecasting.forecast")
    assert keys.fetchall() == [("unknown", "unknown", Decimal(5))]


def test_no_demand_yields_empty_typed_tables(connection: duckdb.DuckDBPyConnection, load: Any) -> None:
    load([])
    summary = publish_forecast(connection, day(104))
    assert summary == ForecastSummary(0, 13, 0, None, None, None, None, {})
    assert all(rows == [] for rows in contents(connection).values())
    typed = {
        table: connection.execute(f"select column_name, column_type from (describe forecasting.{table})").fetchall()
        for table in TABLES
    }
    load(series(lambda week: week % 4, range(104)))
    publish_forecast(connection, day(104))
    for table in TABLES:
        described = f"select column_name, column_type from (describe forecasting.{table})"
        assert connection.execute(described).fetchall() == typed[table]
    assert typed["accuracy"] == [
        ("segment_code", "VARCHAR"),
        ("method_name", "VARCHAR"),
        ("is_published", "BOOLEAN"),
        ("origin_count", "INTEGER"),
        ("series_count", "INTEGER"),
        *((f"{name}_qty", "DECIMAL(18,4)") for name in ("actual", "absolute_error", "error")),
        *((f"{name}_pct", "DECIMAL(18,8)") for name in ("wape", "bias", "coverage_80")),
    ]
    assert typed["forecast"] == [
        ("product_key", "VARCHAR"),
        ("market_code", "VARCHAR"),
        ("week_start_date", "DATE"),
        ("horizon_weeks", "INTEGER"),
        ("method_name", "VARCHAR"),
        ("segment_code", "VARCHAR"),
        ("model_qty", "DECIMAL(18,4)"),
        ("override_id", "BIGINT"),
        *((f"{name}_qty", "DECIMAL(18,4)") for name in ("forecast", "naive", "q10", "q50", "q90")),
    ]
    assert typed["backtest"] == [
        ("product_key", "VARCHAR"),
        ("market_code", "VARCHAR"),
        ("origin_date", "DATE"),
        ("week_start_date", "DATE"),
        ("horizon_weeks", "INTEGER"),
        ("method_name", "VARCHAR"),
        *((f"{name}_qty", "DECIMAL(18,4)") for name in ("forecast", "actual")),
    ]


def test_a_missing_table_is_named_and_nothing_is_left_behind(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ForecastingError, match=r"core\.fct_demand_weekly does not exist"):
        publish_forecast(connection, day(104))
    assert not connection.execute("select table_name from duckdb_tables() where temporary").fetchall()


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    return {table: connection.execute(f"from forecasting.{table}").fetchall() for table in TABLES}


week_qty = st.tuples(
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["FR", "US"]),
    st.integers(0, 100).map(lambda week: MONDAY + timedelta(weeks=week)),
    st.decimals("0.01", "50", places=2),
)


@given(
    rows=st.lists(week_qty, min_size=40, max_size=160, unique_by=lambda row: row[:3]),
    order=st.randoms(use_true_random=False),
)
@QUIET
def test_any_history_gives_whole_ordered_ranges_whatever_the_order_of_rows_and_the_threads(
    connection: duckdb.DuckDBPyConnection, load: Any, rows: list[Row], order: Any
) -> None:
    written = []
    for threads in (1, 2):
        connection.execute(f"set threads = {threads}")
        load(rows)
        publish_forecast(connection, day(101))
        written.append(contents(connection))
        order.shuffle(rows)
    assert written[0] == written[1]
    assert len(written[0]["forecast"]) == 13 * len({row[:2] for row in rows})
    for *_, forecast, naive, low, mid, high in written[0]["forecast"]:
        assert forecast >= 0
        assert naive >= 0
        assert low is None or 0 <= low <= mid <= high
    published = [row for row in written[0]["accuracy"] if row[2] and row[0] != "total"]
    (total,) = [row for row in written[0]["accuracy"] if row[1] == "best_by_segment"]
    assert [sum(row[place] for row in published) for place in (5, 6, 7)] == list(total[5:8])
    for method in METHODS:
        (alone,) = [row for row in written[0]["accuracy"] if row[:2] == ("total", method)]
        assert alone[5] == total[5]
