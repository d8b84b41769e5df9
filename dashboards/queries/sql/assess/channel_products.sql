-- Articles by where they are sold: online, elsewhere, or both.
with

sold as (
    select
        product_key, bool_or(channel_code in ('web', 'app')) as is_online,
        bool_or(channel_code not in ('web', 'app')) as is_elsewhere
    from core.fct_order_line
    where product_key <> 'unknown' and not is_test and not is_cancelled
    group by product_key
)

select
    case when is_online and is_elsewhere then 'both' when is_online then 'online' else 'elsewhere' end as subject,
    'share' as unit, count(*) as value, sum(count(*)) over () as whole
from sold
group by 1
order by value desc, subject
