-- Error and bias by how long before a week it was forecast, by demand class and market: the last week that anything was
-- forecast for, and the 13 weeks up to it. Frozen forecasts are those that releases published; the others were made
-- since, from what lay before their origin, and stand in until there are enough releases. Value added is by how many
-- units a step (the chosen method after the naive one, people after the method) is less off than the step before.
with last_week as (
    select is_frozen, max(week_start_date) as week_start_date
    from marts.mart_planning__forecast_ledger
    group by is_frozen
),

spans as (
    select ledger.*, span.weeks
    from marts.mart_planning__forecast_ledger as ledger
    inner join last_week on ledger.is_frozen = last_week.is_frozen
    cross join (values (1), (13)) as span (weeks)
    where ledger.week_start_date > last_week.week_start_date - 7 * span.weeks
)

select
    weeks, is_frozen, level_code, step_code, is_overridden, lag_weeks, segment_code, market_code,
    sum(actual_qty) as actual_qty, sum(forecast_qty) as forecast_qty,
    round(sum(absolute_error_qty) / nullif(sum(actual_qty), 0), 4) as wape,
    round(sum(error_qty) / nullif(sum(actual_qty), 0), 4) as bias,
    round(sum(scaled_absolute_error) / nullif(sum(scaled_count), 0), 4) as mase,
    round(sqrt(sum(scaled_squared_error) / nullif(sum(scaled_count), 0)), 4) as rmsse,
    round(sum(pinball_qty) / nullif(sum(ranged_count), 0), 4) as pinball,
    round(sum(covered_count) / nullif(sum(ranged_count), 0), 4) as coverage_80,
    sum(value_added_qty) as value_added_qty
from spans
group by
    grouping sets (
        (weeks, is_frozen, level_code, step_code, is_overridden),
        (weeks, is_frozen, level_code, step_code, is_overridden, lag_weeks),
        (weeks, is_frozen, level_code, step_code, is_overridden, segment_code),
        (weeks, is_frozen, level_code, step_code, is_overridden, market_code)
    )
order by
    weeks asc, is_frozen desc, level_code asc, segment_code asc, market_code asc, lag_weeks asc, is_overridden asc,
    step_code asc
