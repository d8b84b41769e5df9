-- One row per state of the stock: items (SKU and location), units, value, items in stock without a value.
select
    stock_state,
    count(*) as item_count,
    sum(on_hand_qty) as on_hand_qty,
    sum(stock_value_amount_group) as stock_value_amount,
    count(*) filter (where on_hand_qty > 0 and stock_value_amount_group is null) as unvalued_count
from marts.mart_supply__stock_health
group by stock_state
order by stock_state
