-- The items of a kind of exception, the most money first.
select
    level_code,
    case when level_code = 'place' then location_name end as location_name,
    sku,
    product_name,
    remedy_code,
    exception_qty,
    amount_group,
    on_hand_qty,
    on_order_qty,
    weekly_demand_qty,
    reorder_point_qty,
    safety_stock_qty,
    cover_days,
    lead_time_days,
    stockout_probability_pct,
    cancel_qty,
    delay_qty,
    move_qty,
    mark_down_qty
from marts.mart_planning__exception
where exception_code = cast($choice as varchar)
order by amount_group desc nulls last, location_name asc nulls first, sku asc
limit $limit
