select
    market_code, cast(date_trunc('month', order_date) as date) as month, sum(net_sales_amount_group) as net,
    sum(week_before_net_sales_amount_group) as net_before, round(sum(target_amount_group)) as target
from marts.mart_sales__kpi_compared
where market_code in ('DE', 'ES', 'FR') and channel_group_code = 'online'
group by market_code, month
having last_day(month) <= max(order_date) and sum(target_amount_group) is not null
