-- The orders of a customer with their cash, the newest first.
select
    order_number,
    order_date,
    market_code,
    channel_code,
    total_amount_group,
    money_in_amount_group,
    money_out_amount_group,
    cash_tied_up_days,
    is_money_awaited,
    sales_order_key
from marts.mart_finance__order_cash
where customer_key = cast($customer as varchar)
order by order_date desc, sales_order_key asc
limit $limit
