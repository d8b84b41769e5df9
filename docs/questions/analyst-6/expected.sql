-- Orders with and without a discount, what it took off, and what was left after refunds, where the group's currency is
-- paid.
with given_back as (
    select source_name, line_id, sum(net) as net from truth.told_refunds
    group by source_name, line_id
),

orders as (
    select
        told.source_name, told.order_id, min(told.date) as date, sum(told.discount) as discount,
        sum(told.net - coalesce(given_back.net, 0)) as net
    from truth.told_lines as told
    left join given_back on told.source_name = given_back.source_name and told.line_id = given_back.line_id
    where
        told.has_account and told.channel_code <> 'business' and told.is_new_sale and not told.is_without_order
        and not told.is_cancelled and not told.is_test
        and told.market_code in ('DE', 'ES', 'FR')
    group by told.source_name, told.order_id
)

select
    cast(date_trunc('month', date) as date) as order_month, cast(discount > 0 as varchar) as is_discounted,
    count(*) as order_count,
    sum(discount) as discount, sum(net) as net
from orders
group by order_month, is_discounted
