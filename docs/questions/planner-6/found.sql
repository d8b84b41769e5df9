select
    origin_date, lag_weeks, market_code, sum(actual_qty) as actual,
    round(sum(absolute_error_qty), 2) as absolute_error, round(sum(error_qty), 2) as error
from marts.mart_planning__forecast_ledger
where not is_frozen and level_code = 'product' and step_code = 'naive'
group by origin_date, lag_weeks, market_code
