-- What suppliers were asked for, what they answered, and what is accepted and not ordered yet; what is due soonest first.
select
    supplier_name,
    order_number,
    sku,
    product_name,
    answer_state,
    asked_date,
    asked_qty,
    confirmed_date,
    confirmed_qty,
    due_date,
    due_qty,
    date_diff('day', asked_date, told_date) as moved_days
from marts.mart_planning__supplier_order
where answer_state = cast($choice as varchar)
order by due_date, supplier_name, sku, supply_key
limit $limit
