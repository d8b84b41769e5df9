-- What will be sold in the next 4 and 13 weeks, and what that makes of each month against its target. Low and high are
-- what 1 and 9 of 10 forecasts of the past stayed below; products that are new since a forecast are in them.
select
    period_type, first_date, last_date, market_code, forecast_qty, low_qty, high_qty, to_date_amount_group,
    forecast_amount_group, low_amount_group, high_amount_group, target_amount_group,
    forecast_amount_group - target_amount_group as above_target_amount_group,
    case
        when target_amount_group is null then null
        when low_amount_group >= target_amount_group then 'reached even if low'
        when high_amount_group < target_amount_group then 'missed even if high'
        when forecast_amount_group >= target_amount_group then 'rather reached'
        else 'rather missed'
    end as outlook,
    trial_count
from marts.mart_planning__forecast_vs_target
order by market_code <> 'all', market_code asc, period_type desc, first_date asc, last_date asc
