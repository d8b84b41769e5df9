-- What each article sold, less all that was given back, in countries that pay in the group's currency.
with sold as (
    select source_name, line_id, sku, net
    from truth.told_lines
    where
        not is_without_order and not is_cancelled and not is_test
        and market_code in ('DE', 'ES', 'FR') and currency_code = 'EUR'
),

given_back as (
    select refunds.source_name, refunds.line_id, sum(refunds.net) as net
    from truth.told_refunds as refunds
    group by refunds.source_name, refunds.line_id
)

select replace(sold.sku, '-', '') as sku, sum(sold.net - coalesce(given_back.net, 0)) as net_sales
from sold
left join given_back on sold.source_name = given_back.source_name and sold.line_id = given_back.line_id
group by replace(sold.sku, '-', '')
