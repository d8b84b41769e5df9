-- The last full week of each market and channel beside the week before, the comparable days of last year, and its
-- target.
with last_week as (
    select cast(date_trunc('week', max(order_date) + interval 1 day) as date) - 7 as week_start_date
    from marts.mart_sales__kpi_compared
)

select
    last_week.week_start_date, compared.market_code, compared.channel_group_code,
    sum(compared.net_sales_amount_group) as net_sales_amount_group,
    sum(compared.week_before_net_sales_amount_group) as week_before_net_sales_amount_group,
    sum(compared.year_before_net_sales_amount_group) as year_before_net_sales_amount_group,
    round(sum(compared.target_amount_group), 2) as target_amount_group,
    sum(compared.order_count) as order_count,
    sum(compared.week_before_order_count) as week_before_order_count,
    sum(compared.year_before_order_count) as year_before_order_count,
    round(sum(compared.sales_amount_group) / nullif(sum(compared.order_count), 0), 2) as order_value_amount_group,
    round(sum(compared.week_before_sales_amount_group) / nullif(sum(compared.week_before_order_count), 0), 2)
        as week_before_order_value_amount_group,
    round(sum(compared.year_before_sales_amount_group) / nullif(sum(compared.year_before_order_count), 0), 2)
        as year_before_order_value_amount_group,
    sum(compared.margin_amount_group) as margin_amount_group,
    sum(compared.week_before_margin_amount_group) as week_before_margin_amount_group,
    sum(compared.year_before_margin_amount_group) as year_before_margin_amount_group,
    string_agg(distinct compared.event_code, ' ' order by compared.event_code) as event_codes
from marts.mart_sales__kpi_compared as compared
inner join last_week
    on compared.order_date >= last_week.week_start_date and compared.order_date < last_week.week_start_date + 7
group by last_week.week_start_date, compared.market_code, compared.channel_group_code
order by net_sales_amount_group desc, compared.market_code asc, compared.channel_group_code asc
