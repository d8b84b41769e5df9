"""The ledger of forecasts: how far off each was, by how long before it was said, and what each step added.

Belongs here: sums of errors by origin, week, demand class, market and step. Not here: ratios of them (the mart), and
what was published (`forecasting.frozen`).

Two kinds of forecasts are judged alike. Frozen ones were published with a release, before the week was over. Those of
the back-test were made since, from what lay before their origin; they are there from the first run on, and flatter a
little, as `forecasting.judging` says. Steps: `naive`; `model`, the method; `override`, what people made of it (of
frozen ones alone). What was ordered of series that no forecast knew yet is a segment of its own, with a forecast of 0.

Errors are F - A. Scaled errors are divided by the series' mean change from one week to the next before the origin (the
squared ones by the mean squared change), so that their means are MASE and the square of RMSSE. Pinball is the mean loss
of the quantiles 0.1 and 0.9 where both were said, of ranges that did not know what came.
"""

from __future__ import annotations

import duckdb

from forecasting.history import UNFORESEEN
from forecasting.methods import NAIVE_RANK
from forecasting.ranges import ranged_sql, weeks_sql
from forecasting.tables import CHOICE, DEMAND, FROZEN, LEDGER, PREDICTION, SCALE, SERIES, STYLE_TRIAL, TOLD
from forecasting.weeks import EPOCH, HORIZON_WEEKS, Origins

PRODUCT_LEVEL, OPTION_LEVEL = "product", "option"
LEAST_CHANGE = 0.01


def write_ledger(connection: duckdb.DuckDBPyConnection, origins: Origins) -> None:
    """Write `forecasting.forecast_ledger` from the predictions of the back-test and the frozen forecasts."""
    connection.execute(f"create or replace temp table {TOLD} as {_told_sql(origins)}")
    connection.execute(f"create or replace temp table {SCALE} as {_scale_sql()}")
    connection.execute(f"create or replace table {LEDGER} as {_ledger_sql()}")


def write_option_ledger(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the back-test of options (a style in one colour) to `forecasting.forecast_ledger`.

    What came is demand with what was not to be had. Its ranges were fitted on all trials together, so none of them
    counts as one that did not know what came. A change of less than a unit in a hundred weeks is no scale.
    """
    connection.execute(f"insert into {LEDGER} by name {_option_sql()}")


def _option_sql() -> str:
    """One row per origin, week, place in life, market and step."""
    error = "(told.said_qty - told.demand_qty)"
    squared_error = f"pow({error}, 2)"
    steps = " union all ".join(
        f"select *, '{step}' as step_code, {step}_qty as said_qty from {STYLE_TRIAL}" for step in ("naive", "model")
    )
    return f"""
        select
            '{OPTION_LEVEL}' as level_code, false as is_frozen, cast(null as varchar) as release_id, told.origin_date,
            told.week_start_date, told.horizon_weeks as lag_weeks, told.life_code as segment_code, told.market_code,
            told.step_code, false as is_overridden, cast(count(*) as integer) as series_count,
            {_summed_sql("told.demand_qty")} as actual_qty,
            {_summed_sql("told.said_qty")} as forecast_qty,
            {_summed_sql(f"abs({error})")} as absolute_error_qty,
            {_summed_sql(error)} as error_qty,
            cast(count(*) filter (told.change_qty >= {LEAST_CHANGE}) as integer) as scaled_count,
            {_summed_sql(_scaled_sql(f"abs({error})", "told.change_qty"), 8)} as scaled_absolute_error,
            {_summed_sql(_scaled_sql(squared_error, "told.squared_change_qty"), 8)} as scaled_squared_error,
            0 as ranged_count, 0 as covered_count, 0 as pinball_qty
        from ({steps}) as told
        group by all
        order by origin_date, week_start_date, segment_code, market_code, step_code
    """


def _scaled_sql(value: str, scale: str) -> str:
    return f"case when told.change_qty >= {LEAST_CHANGE} then {value} / nullif(cast({scale} as double), 0) end"


def _told_sql(origins: Origins) -> str:
    """One row per forecast that is judged: what each step said, the range, and what came."""
    tests = ranged_sql(f"prediction.origin_week in {weeks_sql(origins.tests)}", is_test=True)
    return f"""
        with tested as (select origin_number, series_id, horizon_weeks, method_rank, q10_qty, q90_qty from ({tests})),
        tried as (
            select
                false as is_frozen, cast(null as varchar) as release_id, naive.origin_week,
                naive.origin_week + naive.horizon_weeks - 1 as week, naive.series_id, series.market_code,
                naive.segment_code, naive.forecast_qty as naive_qty, model.forecast_qty as model_qty,
                cast(null as decimal(18, 4)) as override_qty, false as is_overridden, tested.q10_qty, tested.q90_qty,
                naive.actual_qty
            from {PREDICTION} as naive
            inner join {CHOICE} as choice using (segment_code)
            inner join {PREDICTION} as model
                on naive.origin_number = model.origin_number
                and naive.series_id = model.series_id
                and naive.horizon_weeks = model.horizon_weeks
                and choice.method_rank = model.method_rank
            inner join {SERIES} as series on naive.series_id = series.series_id
            left join tested
                on naive.origin_number = tested.origin_number
                and naive.series_id = tested.series_id
                and naive.horizon_weeks = tested.horizon_weeks
                and choice.method_rank = tested.method_rank
            where naive.method_rank = {NAIVE_RANK} and naive.origin_number > 0
        ),
        published as (
            select
                *, (origin_date - date '{EPOCH}') // 7 as origin_week,
                (week_start_date - date '{EPOCH}') // 7 as week
            from {FROZEN}
        ),
        frozen as (
            select
                true, published.release_id, published.origin_week, published.week, series.series_id,
                published.market_code, published.segment_code, published.naive_qty, published.model_qty,
                published.forecast_qty, published.override_id is not null, published.q10_qty, published.q90_qty,
                coalesce(demand.qty, 0)
            from published
            left join {SERIES} as series using (product_key, market_code)
            left join {DEMAND} as demand on series.series_id = demand.series_id and published.week = demand.week
            where published.week < {origins.published}
        )
        select * from tried
        union all
        select * from frozen
        union all
        {_unforeseen_sql()}
    """


def _unforeseen_sql() -> str:
    """One row per frozen origin, week and series that its release did not list and that was sold for the first time."""
    return f"""
        select
            true, origin.release_id, origin.origin_week, demand.week, null, series.market_code,
            '{UNFORESEEN}', 0, 0, 0, false, null, null, demand.qty
        from (
            select distinct release_id, (origin_date - date '{EPOCH}') // 7 as origin_week from {FROZEN}
        ) as origin
        inner join {DEMAND} as demand
            on origin.origin_week <= demand.week and origin.origin_week + {HORIZON_WEEKS} > demand.week
        inner join {SERIES} as series
            on demand.series_id = series.series_id and origin.origin_week <= series.first_week
        left join (select distinct release_id, product_key, market_code from {FROZEN}) as listed
            on origin.release_id = listed.release_id and series.product_key = listed.product_key
            and series.market_code = listed.market_code
        where listed.release_id is null
    """


def _scale_sql() -> str:
    """One row per series and origin with two weeks of history: its mean change from week to week, and that squared."""
    return f"""
        with neighbours as (
            select
                series_id, week, qty, lag(week) over weeks as week_before, lag(qty) over weeks as qty_before,
                lead(week) over weeks as week_after
            from {DEMAND}
            window weeks as (partition by series_id order by week)
        ),
        changes as (
            select series_id, week, abs(qty - if(week_before = week - 1, qty_before, 0)) as change_qty
            from neighbours
            where week_before is not null
            union all
            select series_id, week + 1, abs(qty) from neighbours where week_after is null or week_after > week + 1
        )
        select
            origin.origin_week, series.series_id,
            cast(sum(changes.change_qty) as double) / (origin.origin_week - series.first_week - 1) as change_qty,
            cast(sum(changes.change_qty * changes.change_qty) as double)
            / (origin.origin_week - series.first_week - 1) as squared_change
        from (select distinct origin_week from {TOLD}) as origin
        inner join {SERIES} as series on series.first_week + 1 < origin.origin_week
        inner join changes on series.series_id = changes.series_id and changes.week < origin.origin_week
        group by origin.origin_week, series.series_id, series.first_week
        having sum(changes.change_qty) > 0
    """


def _ledger_sql() -> str:
    """One row per kind, origin, week, segment, market, step, and whether people overrode the forecast."""
    steps = " union all ".join(
        f"select *, {number} as step_number, '{step}' as step_code, {step}_qty as said_qty from {TOLD} "
        f"where {step}_qty is not null"
        for number, step in enumerate(("naive", "model", "override"), 1)
    )
    error = "(told.said_qty - told.actual_qty)"
    has_range = "told.step_number > 1 and told.q10_qty is not null and told.q90_qty is not null"
    pinball = " + ".join(
        f"greatest({level} * (told.actual_qty - {name}), ({level} - 1) * (told.actual_qty - {name}))"
        for level, name in ((0.1, "told.q10_qty"), (0.9, "told.q90_qty"))
    )
    return f"""
        select
            '{PRODUCT_LEVEL}' as level_code,
            told.is_frozen,
            told.release_id,
            date '{EPOCH}' + cast(told.origin_week as integer) * 7 as origin_date,
            date '{EPOCH}' + cast(told.week as integer) * 7 as week_start_date,
            cast(told.week - told.origin_week + 1 as integer) as lag_weeks,
            told.segment_code,
            told.market_code,
            told.step_code,
            told.is_overridden,
            cast(count(*) as integer) as series_count,
            {_summed_sql("told.actual_qty")} as actual_qty,
            {_summed_sql("told.said_qty")} as forecast_qty,
            {_summed_sql(f"abs({error})")} as absolute_error_qty,
            {_summed_sql(error)} as error_qty,
            cast(count(scale.change_qty) as integer) as scaled_count,
            {_summed_sql(f"abs({error}) / scale.change_qty", 8)} as scaled_absolute_error,
            {_summed_sql(f"{error} * {error} / scale.squared_change", 8)} as scaled_squared_error,
            cast(count(*) filter ({has_range}) as integer) as ranged_count,
            cast(count(*) filter ({has_range} and told.actual_qty between told.q10_qty and told.q90_qty) as integer)
                as covered_count,
            {_summed_sql(f"case when {has_range} then ({pinball}) / 2 end")} as pinball_qty
        from ({steps}) as told
        left join {SCALE} as scale on told.origin_week = scale.origin_week and told.series_id = scale.series_id
        group by all
        order by
            is_frozen, release_id, origin_date, week_start_date, segment_code, market_code, step_code, is_overridden
    """


def _summed_sql(value: str, places: int = 4) -> str:
    """Return SQL for a sum of decimals, 0 of none, so that the order of rows makes no difference."""
    return f"cast(coalesce(sum(cast(round({value}, {places}) as decimal(38, {places}))), 0) as decimal(38, {places}))"
