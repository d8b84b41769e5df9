select
    order_month, cast(is_discounted as varchar) as discounted, sum(order_count) as order_count,
    sum(discount_amount_group) as discount,
    sum(net_sales_amount_group) as net
from marts.mart_sales__promotion_effect
where market_code in ('DE', 'ES', 'FR')
group by order_month, discounted
