"""The demand forecast of a run: from weekly demand to the tables that others read.

Belongs here: what other packages call, and the tables that come out. Not here: methods, ranges and their judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from forecasting.frozen import load_frozen
from forecasting.history import UNFORESEEN, build_history
from forecasting.judging import BEST_BY_SEGMENT, TOTAL, judge
from forecasting.ledger import write_ledger
from forecasting.methods import LIFE_RANK, METHODS, NAIVE_RANK, method_name_sql, predict
from forecasting.overriding import ForecastOverride, apply_overrides, write_overrides
from forecasting.ranges import build_bands, ranged_sql
from forecasting.tables import ACCURACY, BACKTEST, CHOICE, FORECAST, PREDICTION, SCRATCH, SERIES, STATE
from forecasting.weeks import EPOCH, HORIZON_WEEKS, Origins


@dataclass(frozen=True)
class ForecastSummary:
    """What a run tells of its forecast. Ratios are fractions, None where nothing could be tried or nothing was sold.

    Args:
        series_count: Products and markets with history, each forecast for `horizon_weeks` weeks.
        horizon_weeks: Weeks ahead, counted from the week that the run's clock lies in.
        origin_count: Earlier weeks from which the forecast was tried.
        published_wape_pct: Σ|F - A| ÷ ΣA of what is published, at product, market and week.
        published_bias_pct: Σ(F - A) ÷ ΣA of the same.
        naive_wape_pct: WAPE of the seasonal naive forecast on the same weeks.
        coverage_80_pct: Share of weeks that lay between q10 and q90, on origins that the ranges did not know.
        method_names: The published method of each segment that has series now.
    """

    series_count: int
    horizon_weeks: int
    origin_count: int
    published_wape_pct: Decimal | None
    published_bias_pct: Decimal | None
    naive_wape_pct: Decimal | None
    coverage_80_pct: Decimal | None
    method_names: dict[str, str]

    def __str__(self) -> str:
        """Say it in one line."""
        if self.published_wape_pct is None:
            return f"{self.series_count} series; too little history to measure the error"
        return (
            f"{self.series_count} series; WAPE {_percent(self.published_wape_pct)} (naive "
            f"{_percent(self.naive_wape_pct)}), bias {_percent(self.published_bias_pct)} "
            f"from {self.origin_count} origins; 80 % ranges held {_percent(self.coverage_80_pct)}"
        )


def publish_forecast(
    connection: duckdb.DuckDBPyConnection,
    as_of: date,
    frozen: Path | None = None,
    overrides: Sequence[ForecastOverride] = (),
) -> ForecastSummary:
    """Write `forecasting.forecast`, `.backtest`, `.accuracy`, `.forecast_ledger` and `.forecast_override`.

    The forecast covers 13 weeks from the week that `as_of` lies in; only weeks that ended before it are history.

    Args:
        connection: The open work warehouse, with `core.fct_demand_weekly`.
        as_of: The run's one clock.
        frozen: The folder of the forecasts that earlier releases published.
        overrides: What people say will sell.

    Raises:
        ForecastingError: The demand table is missing.
    """
    try:
        origins = build_history(connection, as_of)
        predict(connection)
        build_bands(connection, origins)
        connection.execute(f"create schema if not exists {ACCURACY.partition('.')[0]}")
        judge(connection, origins)
        connection.execute(f"create or replace table {FORECAST} as {_forecast_sql()}")
        connection.execute(f"create or replace table {BACKTEST} as {_backtest_sql()}")
        write_overrides(connection, overrides, as_of)
        apply_overrides(connection)
        load_frozen(connection, frozen, as_of)
        write_ledger(connection, origins)
        return _summary(connection, origins)
    finally:
        for table in SCRATCH:
            connection.execute(f"drop table if exists temp.{table}")


def _forecast_sql() -> str:
    """One row per series and week ahead: the method chosen for its segment, beside the naive forecast."""
    ranged = ranged_sql("prediction.origin_number = 0", is_test=False)
    return f"""
        select
            series.product_key,
            series.market_code,
            {_week_start_sql("ranged")} as week_start_date,
            ranged.horizon_weeks,
            {method_name_sql("ranged.method_rank")} as method_name,
            ranged.segment_code,
            ranged.forecast_qty as model_qty,
            cast(null as bigint) as override_id,
            ranged.forecast_qty,
            naive.forecast_qty as naive_qty,
            ranged.q10_qty,
            ranged.q50_qty,
            ranged.q90_qty
        from ({ranged}) as ranged
        inner join {CHOICE} as choice using (segment_code, method_rank)
        inner join {PREDICTION} as naive
            on naive.origin_number = 0
            and naive.method_rank = {NAIVE_RANK}
            and naive.series_id = ranged.series_id
            and naive.horizon_weeks = ranged.horizon_weeks
        inner join {SERIES} as series on series.series_id = ranged.series_id
        order by ranged.series_id, ranged.horizon_weeks
    """


def _backtest_sql() -> str:
    """One row per series, tried origin, week and method; of what was not sold before, naive and life cycle alone."""
    return f"""
        select
            series.product_key,
            series.market_code,
            date '{EPOCH}' + prediction.origin_week * 7 as origin_date,
            {_week_start_sql("prediction")} as week_start_date,
            prediction.horizon_weeks,
            {method_name_sql("prediction.method_rank")} as method_name,
            prediction.forecast_qty,
            cast(prediction.actual_qty as decimal(18, 4)) as actual_qty
        from {PREDICTION} as prediction
        inner join {SERIES} as series using (series_id)
        where
            prediction.origin_number > 0
            and (prediction.segment_code <> '{UNFORESEEN}' or prediction.method_rank in ({NAIVE_RANK}, {LIFE_RANK}))
        order by prediction.series_id, prediction.origin_week, prediction.horizon_weeks, prediction.method_rank
    """


def _week_start_sql(table: str) -> str:
    return f"date '{EPOCH}' + ({table}.origin_week + {table}.horizon_weeks - 1) * 7"


def _summary(connection: duckdb.DuckDBPyConnection, origins: Origins) -> ForecastSummary:
    """Read what was written."""
    ((series_count,),) = connection.execute(f"select count(*) from {STATE} where origin_number = 0").fetchall()
    total = {
        name: (wape, bias, coverage)
        for name, wape, bias, coverage in connection.execute(
            f"select method_name, wape_pct, bias_pct, coverage_80_pct from {ACCURACY} where segment_code = '{TOTAL}'"
        ).fetchall()
    }
    methods = connection.execute(
        f"select distinct segment_code, method_name from {FORECAST} order by segment_code"
    ).fetchall()
    published = total.get(BEST_BY_SEGMENT, (None, None, None))
    return ForecastSummary(
        series_count=series_count,
        horizon_weeks=HORIZON_WEEKS,
        origin_count=len(origins.tried),
        published_wape_pct=published[0],
        published_bias_pct=published[1],
        naive_wape_pct=total.get(METHODS[NAIVE_RANK - 1], (None, None, None))[0],
        coverage_80_pct=published[2],
        method_names=dict(methods),
    )


def _percent(ratio: Decimal | None) -> str:
    """Show a fraction as per cent with one place, or that it is not known."""
    return "unknown" if ratio is None else f"{ratio * 100:.1f} %"
