-- One row per state of the stock: items (SKU x location), units and money; whole company, as last counted.
select
    stock_state,
    count(*) as item_count,
    sum(on_hand_qty) as on_hand_qty,
    sum(stock_value_amount_group) as stock_value_amount_group
from marts.mart_supply__stock_health
group by stock_state
order by stock_value_amount_group desc nulls last, stock_state asc
