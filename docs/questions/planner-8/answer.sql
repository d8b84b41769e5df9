-- True demand of the last 13 weeks where stock was missing: what was ordered, what was wanted and not to be had, and
-- its money, the dearest first.
select
    style_code, colour_name, size_code, sku, market_code, sum(ordered_qty) as ordered_qty, sum(unmet_qty) as unmet_qty,
    sum(demand_qty) as demand_qty, round(avg(missing_rate), 4) as missing_rate,
    sum(unmet_amount_group) as unmet_amount_group
from marts.mart_planning__demand_uncensored
where
    week_start_date > (select max(latest.week_start_date) from marts.mart_planning__demand_uncensored as latest) - 91
group by style_code, colour_name, size_code, sku, market_code
having sum(unmet_qty) >= 0.5
order by unmet_amount_group desc nulls last, sku asc, market_code asc
