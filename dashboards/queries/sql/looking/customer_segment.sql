-- The segment of a customer now and a year before, and what it follows from.
select
    segment_name,
    earlier_segment_name,
    recency_days,
    order_count,
    net_amount_group,
    earlier_net_amount_group
from marts.mart_customer__rfm_move
where customer_key = cast($customer as varchar)
