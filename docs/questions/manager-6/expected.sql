-- The months from now that lie within the next 13 weeks, with the target and what was sold of each by now, online, in
-- countries that pay in the group's currency. What is still to come is no truth yet: that part of the answer is not
-- proven here.
with moved as (
    select market_code, date, net
    from truth.told_lines
    where not is_without_order and not is_cancelled and not is_test and channel_code in ('web', 'app')
    union all
    select told.market_code, refunds.date, -refunds.net as net
    from truth.told_refunds as refunds
    inner join truth.told_lines as told
        on refunds.source_name = told.source_name and refunds.line_id = told.line_id
    where
        not refunds.is_without_order and not told.is_cancelled and not told.is_test
        and told.channel_code in ('web', 'app')
),

today as (
    select max(date) as date, cast(date_trunc('week', max(date)) as date) as monday
    from truth.demand
),

sold as (
    select market_code, cast(date_trunc('month', date) as date) as month, sum(net) as net
    from moved
    group by market_code, month
)

select
    targets.market_code, cast(targets.month as date) as month, round(targets.amount) as target,
    coalesce(sold.net, 0) as to_date
from truth.targets as targets
cross join today
left join sold on targets.market_code = sold.market_code and cast(targets.month as date) = sold.month
where
    targets.channel = 'online' and targets.market_code in ('DE', 'ES', 'FR')
    and last_day(cast(targets.month as date)) >= today.date
    and last_day(cast(targets.month as date)) < today.monday + 91
