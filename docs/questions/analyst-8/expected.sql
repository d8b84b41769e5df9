-- Whatever cohorts are split by, every order of a month that is over stands in just one of them.
with orders as (
    select source_name, order_id, min(date) as date
    from truth.told_lines
    where
        has_account and channel_code <> 'business' and is_new_sale and not is_without_order
        and not is_cancelled and not is_test
    group by source_name, order_id
),

attributes as (
    select unnest(['market', 'channel', 'category', 'discount']) as attribute_type
)

select
    attributes.attribute_type, cast(date_trunc('month', orders.date) as date) as active_month, count(*) as order_count
from orders
cross join attributes
where last_day(orders.date) <= (select max(latest.date) from truth.told_lines as latest)
group by attributes.attribute_type, active_month
