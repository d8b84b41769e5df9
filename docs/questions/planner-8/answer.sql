-- True demand of the last 13 whole weeks of what the last count found out of stock somewhere, and of what else could
-- not be had for a part of them: what was ordered, what was wanted and not to be had, and its money, the dearest first.
with out_of_stock as (
    select sku, string_agg(location_name, ', ' order by location_name) as empty_locations
    from marts.mart_supply__stock_health
    where available_qty <= 0
    group by sku
)

select
    demand.style_code, demand.colour_name, demand.size_code, demand.sku, demand.market_code,
    any_value(out_of_stock.empty_locations) as empty_locations, sum(demand.ordered_qty) as ordered_qty,
    sum(demand.unmet_qty) as unmet_qty, sum(demand.demand_qty) as demand_qty,
    round(avg(demand.missing_rate), 4) as missing_rate, sum(demand.unmet_amount_group) as unmet_amount_group
from marts.mart_planning__demand_uncensored as demand
left join out_of_stock on demand.sku = out_of_stock.sku
where
    demand.week_start_date > (
        select max(latest.week_start_date) from marts.mart_planning__demand_uncensored as latest
    ) - 91
group by demand.style_code, demand.colour_name, demand.size_code, demand.sku, demand.market_code
having any_value(out_of_stock.empty_locations) is not null or sum(demand.unmet_qty) >= 0.5
order by unmet_amount_group desc nulls last, demand.sku asc, demand.market_code asc
