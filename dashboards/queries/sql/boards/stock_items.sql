-- One row per item of a state: what runs out first, else where the most money lies.
select
    location_name,
    sku,
    product_name,
    category_name,
    on_hand_qty,
    available_qty,
    forecast_weekly_qty,
    trailing_weekly_qty,
    cover_weeks,
    stock_value_amount_group
from marts.mart_supply__stock_health
where stock_state = cast($choice as varchar)
order by
    case when stock_state in ('sold_out', 'low') then cover_weeks end asc nulls last,
    case when stock_state in ('sold_out', 'low') then forecast_weekly_qty end desc nulls last,
    stock_value_amount_group desc nulls last, location_name asc, sku asc
limit $limit
