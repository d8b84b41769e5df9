-- Units sold to consumers and given back, by category, size and country.
with given_back as (
    select source_name, line_id, sum(quantity) as quantity
    from truth.told_refunds
    where cause in ('returned', 'exchanged')
    group by source_name, line_id
)

select
    told.category_name, told.size_code, told.market_code, sum(told.quantity) as ordered_qty,
    sum(coalesce(given_back.quantity, 0)) as returned_qty
from truth.told_lines as told
left join given_back on told.source_name = given_back.source_name and told.line_id = given_back.line_id
where told.channel_code <> 'business' and not told.is_without_order and not told.is_cancelled and not told.is_test
group by told.category_name, told.size_code, told.market_code
