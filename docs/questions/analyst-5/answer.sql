-- Styles that are bought together more often than chance would have it, and how many bought the second one later.
select
    style_code, other_style_code, pair_order_count, support_pct, confidence_pct, lift_rate, follow_customer_count
from marts.mart_sales__basket_pair
where pair_order_count >= 3 and lift_rate > 1
order by pair_order_count desc, lift_rate desc, style_code asc, other_style_code asc
