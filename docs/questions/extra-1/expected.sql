-- Booked, refused, returned and otherwise given back, by destination that pays in the group's currency.
with given_back as (
    select
        source_name, line_id,
        sum(net) filter (where cause in ('refused', 'lost')) as refused,
        sum(net) filter (where cause in ('returned', 'exchanged')) as returned,
        sum(net) as net
    from truth.told_refunds
    group by source_name, line_id
)

select
    told.market_code, cast(date_trunc('month', told.date) as date) as order_month, sum(told.net) as booked,
    sum(coalesce(given_back.refused, 0)) as refused, sum(coalesce(given_back.returned, 0)) as returned,
    sum(told.net - coalesce(given_back.net, 0)) as net_sales
from truth.told_lines as told
left join given_back on told.source_name = given_back.source_name and told.line_id = given_back.line_id
where
    told.market_code in ('DE', 'ES', 'FR') and not told.is_without_order and not told.is_cancelled and not told.is_test
group by told.market_code, order_month
