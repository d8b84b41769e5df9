-- The next weeks and the end of the month, from low to high, beside the target.
select
    period_type,
    span_weeks,
    first_date,
    last_date,
    market_code,
    mid_qty,
    to_date_amount_group,
    low_amount_group,
    mid_amount_group,
    high_amount_group,
    target_amount_group
from marts.mart_planning__forecast_vs_target
where
    case
        when len(cast($markets as varchar[])) = 0 then market_code = 'all'
        else list_contains(cast($markets as varchar[]), market_code)
    end
order by period_type, span_weeks, first_date, market_code
