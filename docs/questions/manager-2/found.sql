select
    month_start_date, market_code, channel_code,
    sum(
        price_amount_group + volume_amount_group + mix_amount_group + exchange_amount_group + new_amount_group
        + lost_amount_group + refund_change_amount_group
    ) as change_amount
from marts.mart_sales__change_bridge
where
    comparison_type = 'year_before' and market_code in ('DE', 'ES', 'FR') and channel_code in ('web', 'app')
    and month_start_date >= date '2025-01-01'
group by month_start_date, market_code, channel_code
having change_amount <> 0
