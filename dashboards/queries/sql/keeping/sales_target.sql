-- Net sales that are to be reached in the months of some days, as the release has them, with who says so.
select
    period_start_date as month_start_date,
    market_code,
    channel_code,
    currency_code,
    target_amount,
    target_amount_group,
    source_name
from core.fct_target
where
    metric_code = 'net_sales_amount_group' and period_type = 'month' and target_version_type = 'budget'
    and category_name is null
    and period_start_date between date_trunc('month', cast($start as date)) and cast($end as date)
order by period_start_date asc, market_code asc, channel_code asc
limit $limit
