-- Every dated event of the orders of a number, in the three flows, the oldest first.
select
    order_number,
    event_date,
    since_order_days,
    flow_type,
    event_type,
    document_text,
    link_type,
    currency_code,
    event_amount,
    event_amount_group,
    money_in_amount_group,
    money_out_amount_group,
    document_key,
    sales_order_key
from marts.mart_finance__order_thread
where order_number = cast($order_number as varchar)
order by sales_order_key asc, event_date asc, flow_type asc, event_type asc, document_key asc
limit $limit
