-- What the orders of a number came to in cash.
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
where order_number = cast($order_number as varchar)
order by sales_order_key
