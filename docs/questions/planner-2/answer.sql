-- What is too much, the most money first: what to cancel, to let come later, to move and to mark down.
select
    sku, product_name, colour_name, size_code, location_name, level_code, exception_code, remedy_code, exception_qty,
    amount_group, cancel_qty, delay_qty, move_qty, mark_down_qty, on_hand_qty, on_order_qty, weekly_demand_qty,
    cover_days
from marts.mart_planning__exception
where exception_type = 'excess'
order by amount_group desc nulls last, sku asc, location_name asc, level_code asc
