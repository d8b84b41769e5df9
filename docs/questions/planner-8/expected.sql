-- What the last count found out of stock somewhere, and how many units of it were ordered in the last 13 whole weeks.
-- Both are exact. What was wanted beyond that is an estimate: how far it is off is measured in docs/forecasting.md, and
-- is not proven here.
with gone as (
    select source_name, line_id, sum(quantity) as quantity
    from truth.told_refunds
    where cause in ('cancelled', 'short')
    group by source_name, line_id
),

this_week as (
    select cast(date_trunc('week', max(date)) as date) as monday
    from truth.demand
),

ordered as (
    select replace(told.sku, '-', '') as article, sum(told.quantity) as qty
    from truth.told_lines as told
    cross join this_week
    left join gone on told.source_name = gone.source_name and told.line_id = gone.line_id
    where
        not told.is_test and not told.is_cancelled and not told.is_without_order
        and told.quantity > coalesce(gone.quantity, 0)
        and told.date >= this_week.monday - 91 and told.date < this_week.monday
    group by article
)

select replace(stock.sku, '-', '') as article, count(*) as empty_locations, coalesce(max(ordered.qty), 0) as ordered
from truth.stock as stock
left join ordered on replace(stock.sku, '-', '') = ordered.article
where stock.available <= 0
group by replace(stock.sku, '-', '')
