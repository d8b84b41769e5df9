-- What the net sales of the shops changed in a year, in countries that pay in the group's currency.
with moved as (
    select market_code, channel_code, date_trunc('month', date) as month, net
    from truth.told_lines
    where not is_without_order and not is_cancelled and not is_test
    union all
    select told.market_code, told.channel_code, date_trunc('month', refunds.date) as month, -refunds.net as net
    from truth.told_refunds as refunds
    inner join truth.told_lines as told
        on refunds.source_name = told.source_name and refunds.line_id = told.line_id
    where not refunds.is_without_order and not told.is_cancelled and not told.is_test
),

compared as (
    select market_code, channel_code, month, net from moved
    union all
    select market_code, channel_code, month + interval 1 year as month, -net as net from moved
)

select cast(month as date) as month_start_date, market_code, channel_code, sum(net) as change_amount
from compared
where
    market_code in ('DE', 'ES', 'FR') and channel_code in ('web', 'app')
    and month between date '2025-01-01' and (select max(latest.date) from truth.told_lines as latest)
group by month, market_code, channel_code
having sum(net) <> 0
