-- What will not last until an order of the next review is there: what is missed most, in money, first.
select
    sku, product_name, colour_name, size_code, location_name, level_code, exception_code, on_hand_qty, on_order_qty,
    lead_time_demand_qty, projected_qty, safety_stock_qty, reorder_point_qty, lead_time_days, stockout_probability_pct,
    expected_lost_qty, amount_group as expected_lost_amount_group
from marts.mart_planning__exception
where exception_type = 'shortage'
order by amount_group desc nulls last, sku asc, location_name asc, level_code asc
