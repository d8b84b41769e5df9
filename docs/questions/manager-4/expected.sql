-- Orders of consumers per month that is over; who placed them is scored apart, with the matching of people.
with orders as (
    select source_name, order_id, min(date) as date
    from truth.told_lines
    where
        has_account and channel_code <> 'business' and is_new_sale and not is_without_order
        and not is_cancelled and not is_test
    group by source_name, order_id
)

select cast(date_trunc('month', date) as date) as active_month, count(*) as order_count
from orders
where last_day(date) <= (select max(latest.date) from truth.told_lines as latest)
group by active_month
