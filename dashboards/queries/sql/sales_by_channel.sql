-- One row per channel of the selection, the largest first; those after the largest $limit are one row without a code.
with totals as (
    select
        channel_code,
        sum(net_sales_amount_group) as net_sales_amount,
        row_number() over (order by sum(net_sales_amount_group) desc nulls last, channel_code) as rank_number
    from marts.mart_sales__kpi_daily
    where (cast($start as date) is null or order_date >= cast($start as date))
        and (cast($end as date) is null or order_date <= cast($end as date))
        and (len(cast($markets as varchar[])) = 0 or list_contains(cast($markets as varchar[]), market_code))
        and (len(cast($channels as varchar[])) = 0 or list_contains(cast($channels as varchar[]), channel_code))
    group by channel_code
)

select
    case when totals.rank_number <= $limit then totals.channel_code end as member_code,
    max(case when totals.rank_number <= $limit then member.channel_name end) as member_name,
    count(*) as member_count,
    sum(totals.net_sales_amount) as net_sales_amount
from totals
left join core.dim_channel as member on totals.channel_code = member.channel_code
group by case when totals.rank_number <= $limit then totals.channel_code end
order by min(totals.rank_number)
