"""Which method is published for each segment, and how well each would have done.

Belongs here: errors, the choice, and the table of accuracy. Not here: the forecasts that are judged.

All errors are F - A over the weeks of all tried origins, at the grain product, market and week, each in the segment
that its series was in at the origin. WAPE = Σ|F - A| ÷ ΣA, bias = Σ(F - A) ÷ ΣA; both are null where ΣA is 0. In each
segment the method with the smallest squared error is published; of equals, and where nothing could be tried, the
simplest. Not WAPE: most weeks of a slow product are 0, so WAPE prefers what is too low, and forecasts are summed up to
totals, which only means allow. What was not sold before the origin is always published by the life cycle, where there
is one: the other methods know nothing of it. The choice and its measure use the same origins, so the published error is
a little flattered: four methods, six segments.
"""

from __future__ import annotations

import duckdb

from forecasting.history import SEGMENTS, UNFORESEEN
from forecasting.methods import LIFE_RANK, METHODS, NAIVE_RANK, method_name_sql
from forecasting.ranges import ranged_sql, weeks_sql
from forecasting.tables import ACCURACY, CHOICE, PREDICTION, SCORE, STYLE_SAID
from forecasting.weeks import Origins

TOTAL = "total"
BEST_BY_SEGMENT = "best_by_segment"
"""What is published, taken over all segments: the name in the row of the total."""


def judge(connection: duckdb.DuckDBPyConnection, origins: Origins) -> None:
    """Write the scores, the choice and `forecasting.accuracy`."""
    connection.execute(f"create or replace temp table {SCORE} as {_score_sql(origins)}")
    connection.execute(f"create or replace temp table {CHOICE} as {_choice_sql()}")
    connection.execute(f"create or replace table {ACCURACY} as {_accuracy_sql()}")


def _score_sql(origins: Origins) -> str:
    """One row per segment and method: the sums over all tried origins, and over the tests how often the range held."""
    tested = ranged_sql(f"prediction.origin_week in {weeks_sql(origins.tests)}", is_test=True)
    return f"""
        with error as (
            select
                segment_code,
                method_rank,
                sum(actual_qty) as actual_qty,
                sum(abs(forecast_qty - actual_qty)) as absolute_error_qty,
                sum(forecast_qty - actual_qty) as error_qty,
                sum((forecast_qty - actual_qty) * (forecast_qty - actual_qty)) as squared_error
            from {PREDICTION}
            where origin_number > 0
            group by segment_code, method_rank
        ),
        coverage as (
            select
                segment_code,
                method_rank,
                count(q10_qty) as tested_count,
                count(*) filter (where actual_qty between q10_qty and q90_qty) as covered_count
            from ({tested})
            group by segment_code, method_rank
        )
        select
            error.*,
            coalesce(coverage.tested_count, 0) as tested_count,
            coalesce(coverage.covered_count, 0) as covered_count
        from error
        left join coverage using (segment_code, method_rank)
    """


def _choice_sql() -> str:
    """One row per segment."""
    segments = ", ".join(f"('{segment}')" for segment in SEGMENTS)
    only_life = f"segment.segment_code = '{UNFORESEEN}' and exists (select 1 from {STYLE_SAID})"
    return f"""
        select
            segment.segment_code,
            case when {only_life} then {LIFE_RANK} else coalesce(score.method_rank, {NAIVE_RANK}) end as method_rank
        from (values {segments}) as segment (segment_code)
        left join {SCORE} as score using (segment_code)
        qualify row_number() over (
            partition by segment.segment_code order by score.squared_error, score.method_rank
        ) = 1
    """


def _accuracy_sql() -> str:
    """One row per segment and method, one per method over all segments, and one for what is published over all."""
    sums = ", ".join(
        f"sum({column}) as {column}"
        for column in (
            "actual_qty",
            "absolute_error_qty",
            "error_qty",
            "squared_error",
            "tested_count",
            "covered_count",
        )
    )
    return f"""
        with counted as (
            select
                coalesce(segment_code, '{TOTAL}') as segment_code,
                cast(count(distinct origin_number) as integer) as origin_count,
                cast(count(distinct series_id) as integer) as series_count
            from {PREDICTION}
            where origin_number > 0 and method_rank = {NAIVE_RANK}
            group by grouping sets ((segment_code), ())
        ),
        judged as (
            select score.*, choice.method_rank is not null as is_published
            from {SCORE} as score
            left join {CHOICE} as choice using (segment_code, method_rank)
        ),
        summed as (
            select segment_code, method_rank, is_published, * exclude (segment_code, method_rank, is_published)
            from judged
            union all
            select '{TOTAL}', method_rank, false, {sums} from judged group by method_rank
            union all
            select '{TOTAL}', {len(METHODS) + 1}, true, {sums} from judged where is_published having count(*) > 0
        )
        select
            segment_code,
            coalesce({method_name_sql("method_rank")}, '{BEST_BY_SEGMENT}') as method_name,
            is_published,
            counted.origin_count,
            counted.series_count,
            cast(actual_qty as decimal(18, 4)) as actual_qty,
            cast(absolute_error_qty as decimal(18, 4)) as absolute_error_qty,
            cast(error_qty as decimal(18, 4)) as error_qty,
            {_ratio_sql("absolute_error_qty", "actual_qty")} as wape_pct,
            {_ratio_sql("error_qty", "actual_qty")} as bias_pct,
            {_ratio_sql("covered_count", "tested_count")} as coverage_80_pct
        from summed
        inner join counted using (segment_code)
        order by segment_code, method_rank
    """


def _ratio_sql(part: str, whole: str) -> str:
    return f"cast(round(case when {whole} > 0 then {part} / {whole} end, 8) as decimal(18, 8))"
