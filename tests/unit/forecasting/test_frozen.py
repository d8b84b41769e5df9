"""What releases said is judged by what came since, and the first release of a week counts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from forecasting.frozen import JUDGED_WEEKS, file_name
from forecasting.publish import publish_forecast
from forecasting.weeks import monday_of, week_of

MONDAY = date(2024, 1, 1)


def keep(
    connection: duckdb.DuckDBPyConnection, folder: Path, release: str, origin: int, said: tuple[int, int, int]
) -> None:
    """Freeze one forecast of the product P in France for the week of the origin: naive, model, published."""
    as_of = MONDAY + timedelta(weeks=origin, days=2)
    naive, model, published = said
    connection.execute(f"""
        copy (
            select '{release}' as release_id, date '{monday_of(week_of(as_of))}' as origin_date,
                'P' as product_key, 'FR' as market_code, date '{monday_of(week_of(as_of))}' as week_start_date,
                'smooth' as segment_code, {naive} as naive_qty, {model} as model_qty, {published} as forecast_qty,
                5 as q10_qty, {model} as q50_qty, 9 as q90_qty, 'seasonal_naive' as method_name,
                if({model} <> {published}, 1, null) as override_id
        ) to '{folder / file_name(as_of, release)}' (format parquet)""")


def test_frozen_forecasts_are_held_against_what_came(
    connection: duckdb.DuckDBPyConnection, load: Any, tmp_path: Path
) -> None:
    load([("P", "FR", MONDAY + timedelta(weeks=week), 7 + week % 2) for week in range(60)])
    keep(connection, tmp_path, "20250101T000000Z-aa", 58, (3, 6, 8))
    keep(connection, tmp_path, "20250103T000000Z-bb", 58, (0, 0, 0))
    keep(connection, tmp_path, "20250111T000000Z-cc", 60, (0, 0, 0))
    keep(connection, tmp_path, "20240601T000000Z-dd", 60 - JUDGED_WEEKS - 1, (0, 0, 0))
    publish_forecast(connection, MONDAY + timedelta(weeks=60, days=3), tmp_path)
    rows = connection.execute("""
        select release_id, step_code, is_overridden, lag_weeks, actual_qty, forecast_qty, absolute_error_qty,
            error_qty, ranged_count, covered_count, pinball_qty, scaled_absolute_error, scaled_squared_error
        from forecasting.forecast_ledger
        where is_frozen
        order by step_code desc""").fetchall()
    release = "20250101T000000Z-aa"
    assert [tuple(row[:8]) for row in rows] == [
        (release, "override", True, 1, 7, 8, 1, 1),
        (release, "naive", True, 1, 7, 3, 4, -4),
        (release, "model", True, 1, 7, 6, 1, -1),
    ]
    assert [tuple(map(float, row[8:])) for row in rows] == [
        (1, 1, 0.2, 1, 1),
        (0, 0, 0, 4, 16),
        (1, 1, 0.2, 1, 1),
    ]
