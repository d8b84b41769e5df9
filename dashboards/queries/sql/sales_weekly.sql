-- One row per week (Monday) of the selection: net sales, and those of the same days 364 days earlier.
with chosen as (
    select
        order_date,
        net_sales_amount_group as net_sales_amount
    from marts.mart_sales__kpi_daily
    where (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
        and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
),

both_years as (
    select
        order_date as shown_date,
        net_sales_amount,
        cast(null as decimal(38, 4)) as last_year_amount
    from chosen
    union all
    select
        order_date + interval 364 day as shown_date,
        cast(null as decimal(38, 4)) as net_sales_amount,
        net_sales_amount as last_year_amount
    from chosen
)

select
    cast(date_trunc('week', shown_date) as date) as week_start_date,
    sum(net_sales_amount) as net_sales_amount,
    sum(last_year_amount) as last_year_amount
from both_years
where shown_date between cast($start as date) and cast($end as date)
group by cast(date_trunc('week', shown_date) as date)
order by week_start_date
