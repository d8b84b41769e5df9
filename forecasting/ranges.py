"""How sure a forecast is: quantiles of what the same method missed by before.

Belongs here: residuals, their quantiles, and whether ranges made this way held. Not here: the forecasts themselves.

A residual is (actual - forecast) ÷ spread, with spread = sqrt(m² + m): m is the series' mean of the last 26 weeks, or
of as many as there are; for one that sold nothing in them, the forecast. So slow movers, whose demand varies like the
root of its mean, and fast ones, whose demand varies like the mean itself, can share a pool. Residuals of one method are
pooled by segment and by horizon (weeks 1 to 4, 5 to 8, 9 to 13); a pool of fewer than 30 is replaced by that of all
segments, and if that is as small there are no quantiles. q = forecast + residual quantile × spread, not below 0; the
quantiles are order statistics, so they never cross.

The published ranges use the residuals of all tried origins. Coverage is measured apart: for the two newest origins,
with ranges from those older origins alone whose last week lay before both, that is, with what could be known by then.
"""

from __future__ import annotations

import duckdb

from forecasting.tables import BAND, PREDICTION
from forecasting.weeks import Origins

_MIN_POOL = 30


def build_bands(connection: duckdb.DuckDBPyConnection, origins: Origins) -> None:
    """Write the residual quantiles of all tried origins, and those that the test of coverage may use."""
    connection.execute(f"""
        create or replace temp table {BAND} as
        {_quantile_sql(origins.tried, is_test=False)}
        union all
        {_quantile_sql(origins.calibrating, is_test=True)}
    """)


def ranged_sql(condition: str, *, is_test: bool) -> str:
    """Return SQL for the predictions that meet a condition, with q10_qty, q50_qty and q90_qty (null where unknown).

    Args:
        condition: SQL over the columns of a prediction, called `prediction`.
        is_test: Whether to take the ranges that the test of coverage may use.
    """
    quantiles = ", ".join(
        f"case when {name} is not null then {_quantity_sql(name)} end as {column}"
        for name, column in (("low", "q10_qty"), ("mid", "q50_qty"), ("high", "q90_qty"))
    )
    return f"""
        select * exclude (spread, low, mid, high), {quantiles}
        from (
            select
                prediction.*,
                {_spread_sql("prediction")} as spread,
                coalesce(own.low, pooled.low) as low,
                coalesce(own.mid, pooled.mid) as mid,
                coalesce(own.high, pooled.high) as high
            from {PREDICTION} as prediction
            left join {BAND} as own
                on prediction.method_rank = own.method_rank
                and prediction.segment_code = own.segment_code
                and {_bucket_sql("prediction")} = own.bucket
                and own.is_test = {is_test}
            left join {BAND} as pooled
                on prediction.method_rank = pooled.method_rank
                and pooled.segment_code is null
                and {_bucket_sql("prediction")} = pooled.bucket
                and pooled.is_test = {is_test}
            where {condition}
        )
    """


def weeks_sql(weeks: tuple[int, ...]) -> str:
    """Return the weeks as a SQL list in brackets; a list of none holds a null, which no week equals."""
    return "(" + (", ".join(str(week) for week in weeks) or "null") + ")"


def _quantile_sql(weeks: tuple[int, ...], *, is_test: bool) -> str:
    """One row per method, horizon bucket and segment (null: all segments) with enough residuals."""
    return f"""
        select
            {is_test} as is_test,
            method_rank,
            segment_code,
            bucket,
            quantile_disc(residual, 0.1) as low,
            quantile_disc(residual, 0.5) as mid,
            quantile_disc(residual, 0.9) as high
        from (
            select
                method_rank,
                segment_code,
                {_bucket_sql("prediction")} as bucket,
                cast(round((actual_qty - forecast_qty) / {_spread_sql("prediction")}, 6) as decimal(18, 6)) as residual
            from {PREDICTION} as prediction
            where origin_week in {weeks_sql(weeks)} and {_spread_sql("prediction")} > 0
        )
        group by grouping sets ((method_rank, bucket, segment_code), (method_rank, bucket))
        having count(*) >= {_MIN_POOL}
    """


def _quantity_sql(quantile: str) -> str:
    return f"cast(round(greatest(forecast_qty + {quantile} * spread, 0), 4) as decimal(18, 4))"


def _bucket_sql(table: str) -> str:
    return f"case when {table}.horizon_weeks <= 4 then 1 when {table}.horizon_weeks <= 8 then 2 else 3 end"


def _spread_sql(table: str) -> str:
    mean = f"case when {table}.spread_mean > 0 then {table}.spread_mean else cast({table}.forecast_qty as double) end"
    return f"sqrt(({mean}) * ({mean}) + ({mean}))"
