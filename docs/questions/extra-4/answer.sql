-- What may still be bought in each category, and then the styles and colours whose sizes are broken, the most wanted
-- first.
select
    'open_to_buy' as part, category_name, null as style_code, null as colour_name, null as location_name,
    null as missing_size_codes, open_to_buy_qty as qty, open_to_buy_amount_group as amount_group, on_hand_qty
from marts.mart_supply__open_to_buy
union all
select
    'size_gap' as part, category_name, style_code, colour_name, location_name, missing_size_codes,
    missing_weekly_qty as qty, null as amount_group, on_hand_qty
from marts.mart_supply__size_gap
where is_broken
order by part asc, qty desc, category_name asc, style_code asc, colour_name asc, location_name asc
