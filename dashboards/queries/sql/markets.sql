-- One row per market that has sales, the largest first.
select
    kpi.market_code,
    max(market.market_name) as market_name
from marts.mart_sales__kpi_daily as kpi
left join core.dim_market as market on kpi.market_code = market.market_code
group by kpi.market_code
order by sum(kpi.net_sales_amount_group) desc nulls last, kpi.market_code
