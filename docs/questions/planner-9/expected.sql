-- Whom the third scenario takes away, told by its articles on order: of all suppliers the one that most articles are
-- waited for from, and how much of each, promised for after this week, does not come then. Not proved here: what is
-- sold, lost and ordered in a scenario, since nobody lives in it, and what is overdue, since a receipt under an unknown
-- code is not counted. The first two scenarios change no document.
with today as (
    select max(date) as day from truth.told_lines
),

done as (
    select purchase_id
    from truth.purchases
    group by purchase_id
    having bool_and(counted >= 0.8 * quantity)
),

refused as (
    select place as line_id from truth.faults
    where table_name = 'purchase_order_line' and fault = 'text_in_amount'
),

waited as (
    select
        purchases.supplier, replace(purchases.sku, '-', '') as sku,
        sum(purchases.quantity - purchases.counted + purchases.rejected) filter (
            purchases.promised_on >= date_trunc('week', today.day) + interval 7 day
        ) as units
    from truth.purchases as purchases
    cross join today
    anti join done on purchases.purchase_id = done.purchase_id
    anti join refused on cast(30001 + purchases.line_id as varchar) = refused.line_id
    where
        not purchases.is_cancelled and not purchases.is_fabric
        and purchases.counted - purchases.rejected < purchases.quantity
        and purchases.promised_on >= today.day - 90
    group by purchases.supplier, replace(purchases.sku, '-', '')
),

lost as (
    select supplier from waited
    group by supplier
    order by count(*) desc, sum(units) desc
    limit 1
)

select waited.sku, waited.units
from waited
inner join lost on waited.supplier = lost.supplier
where waited.units > 0
