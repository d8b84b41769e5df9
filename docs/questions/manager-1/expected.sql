-- Each month's net sales online, those a week earlier, and the target, in countries that pay in the group's currency;
-- of months that are over.
with moved as (
    select market_code, date, net
    from truth.told_lines
    where not is_without_order and not is_cancelled and not is_test and channel_code in ('web', 'app')
    union all
    select told.market_code, refunds.date, -refunds.net as net
    from truth.told_refunds as refunds
    inner join truth.told_lines as told
        on refunds.source_name = told.source_name and refunds.line_id = told.line_id
    where not refunds.is_without_order and not told.is_cancelled and not told.is_test
),

shifted as (
    select market_code, date, net, 0 as net_before from moved
    union all
    select market_code, date + 7 as date, 0 as net, net as net_before from moved
),

monthly as (
    select market_code, cast(date_trunc('month', date) as date) as month, sum(net) as net, sum(net_before) as net_before
    from shifted
    where market_code in ('DE', 'ES', 'FR')
    group by market_code, month
)

select monthly.market_code, monthly.month, monthly.net, monthly.net_before, round(targets.amount) as target
from monthly
inner join truth.targets as targets
    on
        monthly.market_code = targets.market_code and monthly.month = cast(targets.month as date)
        and targets.channel = 'online'
where last_day(monthly.month) <= (select max(latest.date) from truth.told_lines as latest)
