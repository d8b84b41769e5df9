-- True demand of the last 13 whole weeks of what the last count found out of stock somewhere, and of what else could
-- not be had for a part of them: what was ordered, what was wanted and not to be had, and its money, the dearest first.
select
    style_code, colour_name, size_code, sku, market_code, empty_locations, ordered_qty, unmet_qty, demand_qty,
    round(missing_rate, 4) as missing_rate, unmet_amount_group
from marts.mart_planning__lost_demand
order by unmet_amount_group desc nulls last, sku asc, market_code asc
