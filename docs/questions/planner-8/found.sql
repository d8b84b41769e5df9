with this_week as (
    select max(week_start_date) + 7 as monday
    from marts.mart_planning__demand_uncensored
),

ordered as (
    select replace(demand.sku, '-', '') as article, sum(demand.ordered_qty) as qty
    from marts.mart_planning__demand_uncensored as demand
    cross join this_week
    where demand.week_start_date >= this_week.monday - 91
    group by article
)

select
    replace(health.sku, '-', '') as article, count(*) as empty_locations, coalesce(max(ordered.qty), 0) as ordered
from marts.mart_supply__stock_health as health
left join ordered on replace(health.sku, '-', '') = ordered.article
where health.available_qty <= 0
group by replace(health.sku, '-', '')
