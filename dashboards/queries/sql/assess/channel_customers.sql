-- Customers by the number of channels they ordered in.
with

buyers as (
    select customer_key, count(distinct channel_code) as channel_count
    from core.fct_order
    where customer_key <> 'unknown' and not is_test and not is_cancelled and not is_intercompany
    group by customer_key
)

select
    cast(channel_count as varchar) as subject, 'share' as unit, count(*) as value, sum(count(*)) over () as whole
from buyers
group by channel_count
order by channel_count
