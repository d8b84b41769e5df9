-- What to expect of the next 4 and 13 weeks, one row each. Low and high are those of the total of all markets, or of the
-- one that is chosen; the sum of a few markets has none.
select
    span_weeks,
    sum(forecast_qty) as forecast_qty,
    case when count(*) = 1 then max(low_qty) end as low_qty,
    case when count(*) = 1 then max(high_qty) end as high_qty
from marts.mart_planning__forecast_vs_target
where
    period_type = 'weeks'
    and case
        when len(cast($markets as varchar[])) = 0 then market_code = 'all'
        else list_contains(cast($markets as varchar[]), market_code)
    end
group by span_weeks
order by span_weeks
