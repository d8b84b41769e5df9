"""Frozen forecasts of options (a style in one colour) in the ledger of forecasts, beside their back-test.

Belongs here: sums of errors of what releases said of options. Not here: which files are judged (`forecasting.frozen`),
the back-test's rows and those of products (`forecasting.ledger`).

What came is demand with what was not to be had, as the run that judges estimates it. The segment is where the option
stood in its life as it was said; what came where the release expected nothing counts as `unforeseen`, with a forecast
of 0. Scaled errors, pinball and coverage are those of the ledger; the quantiles did not know what came. They are whole
units, so a week counts as covered by its demand in whole units: what stock-outs hid is an estimate with fractions.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from forecasting.frozen import load_frozen_options
from forecasting.history import UNFORESEEN
from forecasting.ledger import LEAST_CHANGE, OPTION_LEVEL
from forecasting.tables import DEMAND_UNCENSORED, FROZEN_OPTION, LEDGER
from forecasting.weeks import HORIZON_WEEKS, monday_of, week_of

STEPS = (("naive", "naive", "false"), ("model", "model", "true"), ("forecast", "override", "true"))
"""Columns of what was said, their steps in the ledger, and whether the quantiles are theirs."""
_CAME = "option_step_came"


def write_frozen_options(connection: duckdb.DuckDBPyConnection, folder: Path | None, as_of: date) -> None:
    """Add what releases said of options, and how far off it was, to `forecasting.forecast_ledger`.

    Args:
        connection: The open work warehouse, with the ledger of forecasts and true demand.
        folder: Where the frozen forecasts of options lie; None or an empty one if none was published before.
        as_of: The run's one clock; only weeks that ended before its week are judged.
    """
    load_frozen_options(connection, folder, as_of)
    try:
        ((frozen,),) = connection.execute(f"select count(*) from {FROZEN_OPTION}").fetchall()
        if frozen:
            connection.execute(f"create or replace temp table {_CAME} as {_came_sql(monday_of(week_of(as_of)))}")
            connection.execute(f"insert into {LEDGER} by name {_frozen_sql(monday_of(week_of(as_of)))}")
    finally:
        for table in (FROZEN_OPTION, _CAME):
            connection.execute(f"drop table if exists temp.{table}")


def _came_sql(until: date) -> str:
    """One row per option, market and week that is over with demand, and the demand of the week before and after."""
    return f"""
        with weekly as (
            select
                products.style_code || ' ' || coalesce(products.colour_name, '?') as option_name,
                demand.market_code, demand.week_start_date, sum(demand.ordered_qty + demand.unmet_qty) as qty
            from {DEMAND_UNCENSORED} as demand
            inner join core.dim_product as products on demand.product_key = products.product_key
            where products.style_code is not null and demand.week_start_date < date '{until}'
            group by all
        )
        select
            *, lag(week_start_date) over series as date_before, lag(qty) over series as qty_before,
            lead(week_start_date) over series as date_after
        from weekly
        window series as (partition by option_name, market_code order by week_start_date)
    """


def _scale_sql() -> str:
    """One row per origin, option and market: the mean change from week to week before the origin, and that squared.

    Weeks count from the first of all history, as in the back-test of options.
    """
    return f"""
        select
            origins.origin_date, changes.option_name, changes.market_code,
            sum(changes.change_qty)::double / any_value(origins.weeks) as change_qty,
            sum(changes.change_qty::double * changes.change_qty) / any_value(origins.weeks) as squared_change
        from (
            select distinct origin_date, (origin_date - since.first_date) // 7 - 1 as weeks
            from {FROZEN_OPTION}, (select min(week_start_date) as first_date from {_CAME}) as since
            where origin_date - since.first_date > 7
        ) as origins
        inner join (
            select
                option_name, market_code, week_start_date,
                abs(qty - if(date_before = week_start_date - 7, qty_before, 0)) as change_qty
            from {_CAME}, (select min(week_start_date) as first_date from {_CAME}) as since
            where week_start_date > since.first_date
            union all
            select option_name, market_code, week_start_date + 7, qty
            from {_CAME}
            where date_after is null or date_after > week_start_date + 7
        ) as changes on changes.week_start_date < origins.origin_date
        group by origins.origin_date, changes.option_name, changes.market_code
    """


def _told_sql(until: date) -> str:
    """One row per frozen forecast of a week that is over and what came; and what came where nothing was expected."""
    return f"""
        select
            frozen.release_id, frozen.origin_date, frozen.week_start_date, frozen.option_name, frozen.market_code,
            frozen.life_code as segment_code, frozen.naive_qty, frozen.model_qty, frozen.forecast_qty, frozen.q10_qty,
            frozen.q90_qty, frozen.forecast_qty <> frozen.model_qty as is_overridden, coalesce(came.qty, 0) as qty
        from {FROZEN_OPTION} as frozen
        left join {_CAME} as came using (option_name, market_code, week_start_date)
        where frozen.week_start_date < date '{until}'
        union all
        select
            origins.release_id, origins.origin_date, came.week_start_date, came.option_name, came.market_code,
            '{UNFORESEEN}', 0, 0, 0, null, null, false, came.qty
        from (select distinct release_id, origin_date from {FROZEN_OPTION}) as origins
        inner join {_CAME} as came
            on came.week_start_date >= origins.origin_date
            and came.week_start_date < origins.origin_date + {7 * HORIZON_WEEKS}
        anti join {FROZEN_OPTION} as frozen
            on origins.release_id = frozen.release_id and came.option_name = frozen.option_name
            and came.market_code = frozen.market_code and came.week_start_date = frozen.week_start_date
    """


def _frozen_sql(until: date) -> str:
    """One row per release, week, place in life, market and step, and whether people overrode the forecast."""
    steps = " union all ".join(
        f"select *, {name}_qty as said_qty, '{code}' as step_code, {ranged} as is_ranged from told"
        for name, code, ranged in STEPS
    )
    error, change = "(said.said_qty - said.qty)", f"scale.change_qty >= {LEAST_CHANGE}"
    has_range = "said.is_ranged and said.q10_qty is not null and said.q90_qty is not null"
    loss = " + ".join(
        f"greatest({level} * (said.qty - said.{name}_qty), ({level} - 1) * (said.qty - said.{name}_qty))"
        for level, name in ((0.1, "q10"), (0.9, "q90"))
    )
    return f"""
        with told as ({_told_sql(until)}), scale as ({_scale_sql()})
        select
            '{OPTION_LEVEL}' as level_code, true as is_frozen, said.release_id, said.origin_date, said.week_start_date,
            cast((said.week_start_date - said.origin_date) // 7 + 1 as integer) as lag_weeks, said.segment_code,
            said.market_code, said.step_code, said.is_overridden, cast(count(*) as integer) as series_count,
            {_sum_sql("said.qty")} as actual_qty, {_sum_sql("said.said_qty")} as forecast_qty,
            {_sum_sql(f"abs({error})")} as absolute_error_qty, {_sum_sql(error)} as error_qty,
            cast(count(*) filter ({change}) as integer) as scaled_count,
            {_sum_sql(f"case when {change} then abs({error})::double / scale.change_qty end", 8)}
                as scaled_absolute_error,
            {_sum_sql(f"case when {change} then pow({error}::double, 2) / scale.squared_change end", 8)}
                as scaled_squared_error,
            cast(count(*) filter ({has_range}) as integer) as ranged_count,
            cast(count(*) filter ({has_range} and round(said.qty) between said.q10_qty and said.q90_qty) as integer)
                as covered_count,
            {_sum_sql(f"case when {has_range} then ({loss}) / 2 end")} as pinball_qty
        from ({steps}) as said
        left join scale using (origin_date, option_name, market_code)
        group by all
        order by release_id, origin_date, week_start_date, segment_code, market_code, step_code, is_overridden
    """


def _sum_sql(value: str, places: int = 4) -> str:
    """Return SQL for a sum of decimals, 0 of none, so that the order of rows makes no difference."""
    return f"cast(coalesce(sum(cast(round({value}, {places}) as decimal(28, {places}))), 0) as decimal(38, {places}))"
