-- Share of all customers who ordered that ordered in this channel; who buys in two is counted in both.
with

buyers as (
    select distinct customer_key, channel_code
    from core.fct_order
    where customer_key <> 'unknown' and not is_test and not is_cancelled and not is_intercompany
)

select
    channel_code as subject, 'share' as unit, count(*) as value,
    (select count(distinct customer_key) from buyers) as whole
from buyers
group by channel_code
order by value desc, subject
