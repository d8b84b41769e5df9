-- One row per channel that has sales, the largest first.
select
    kpi.channel_code,
    max(channel.channel_name) as channel_name
from marts.mart_sales__kpi_daily as kpi
left join core.dim_channel as channel on kpi.channel_code = channel.channel_code
group by kpi.channel_code
order by sum(kpi.net_sales_amount_group) desc nulls last, kpi.channel_code
