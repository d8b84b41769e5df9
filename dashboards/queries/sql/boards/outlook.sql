-- What to expect of the next weeks and of months, from low to high, beside the target.
select
    period_type,
    span_weeks,
    first_date,
    last_date,
    market_code,
    forecast_qty as coming_qty,
    low_qty,
    high_qty,
    to_date_amount_group,
    forecast_amount_group,
    low_amount_group,
    high_amount_group,
    target_amount_group
from marts.mart_planning__forecast_vs_target
where
    case
        when len(cast($markets as varchar[])) = 0 then market_code = 'all'
        else list_contains(cast($markets as varchar[]), market_code)
    end
order by period_type, span_weeks, first_date, market_code
