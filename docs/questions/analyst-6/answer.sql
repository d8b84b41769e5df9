-- First orders with and without a discount: the margin that they left, and how many customers came back in 90 days.
select
    is_discounted, sum(order_count) as order_count, sum(matured_order_count) as matured_order_count,
    round(sum(repeated_order_count) / nullif(sum(matured_order_count), 0), 4) as repeat_90_day_pct,
    round(sum(discount_amount_group) / nullif(sum(gross_sales_amount_group), 0), 4) as discount_pct,
    sum(net_sales_amount_group) as net_sales_amount_group, sum(cm1_amount_group) as cm1_amount_group,
    round(sum(cm1_amount_group) / nullif(sum(net_sales_amount_group), 0), 4) as cm1_pct
from marts.mart_sales__promotion_effect
where is_first_order
group by is_discounted
order by is_discounted
