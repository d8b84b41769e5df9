select market_code, first_date as month, round(target_amount_group) as target, to_date_amount_group as to_date
from marts.mart_planning__forecast_vs_target
where period_type = 'month' and market_code in ('DE', 'ES', 'FR')
