-- One row per week: actual units, forecast, its low and high, and the actual units that a past forecast covers.
select
    week_start_date,
    bool_or(is_future) as is_future,
    sum(actual_qty) as actual_qty,
    sum(forecast_qty) as forecast_qty,
    sum(q10_qty) as low_qty,
    sum(q90_qty) as high_qty,
    sum(actual_qty) filter (where forecast_qty is not null) as covered_qty
from marts.mart_planning__forecast_vs_actual
where len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code)
group by week_start_date
order by week_start_date
