-- What runs out first, and then where money lies in stock that hardly moves, the most money first.
select
    stock_state, location_name, sku, product_name, snapshot_date, on_hand_qty, available_qty, forecast_weekly_qty,
    trailing_weekly_qty, cover_weeks, stock_value_amount_group
from marts.mart_supply__stock_health
where stock_state in ('sold_out', 'low', 'slow') or (stock_state = 'no_demand' and on_hand_qty > 0)
order by
    stock_state in ('sold_out', 'low') desc, cover_weeks is null asc,
    case when stock_state in ('sold_out', 'low') then cover_weeks end asc,
    stock_value_amount_group desc, location_name asc, sku asc
