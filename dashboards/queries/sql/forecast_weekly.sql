-- One row per week: actual units, forecast, and the actual units that a past forecast covers. Low and high are those of
-- the total of all markets, or of the one that is chosen; the sum of a few markets has none.
with weeks as (
    select
        week_start_date,
        bool_or(is_future) as is_future,
        sum(actual_qty) as actual_qty,
        sum(forecast_qty) as forecast_qty,
        sum(actual_qty) filter (where forecast_qty is not null) as covered_qty
    from marts.mart_planning__forecast_vs_actual
    where len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code)
    group by week_start_date
)
select weeks.*, totals.low_qty, totals.high_qty
from weeks
left join marts.mart_planning__forecast_total as totals
    on
        weeks.week_start_date = totals.week_start_date
        and totals.market_code = case len(cast($markets as varchar[]))
            when 0 then 'all' when 1 then cast($markets as varchar[])[1]
        end
order by weeks.week_start_date
