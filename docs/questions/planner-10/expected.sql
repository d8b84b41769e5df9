-- Metres of each fabric for the production orders that are placed and not begun, by the true recipes; and units that
-- are promised for each week after this one, goods and fabrics apart. Not proved here: what forecasts need beyond that,
-- and what is overdue, since a receipt under an unknown code is not counted.
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

promised as (
    select
        purchases.is_fabric,
        cast(date_trunc('week', purchases.promised_on) as date) as week_start_date,
        (purchases.quantity - purchases.counted + purchases.rejected) / if(purchases.is_fabric, 100, 1) as qty
    from truth.purchases as purchases
    cross join today
    anti join done on purchases.purchase_id = done.purchase_id
    anti join refused on cast(30001 + purchases.line_id as varchar) = refused.line_id
    where
        not purchases.is_cancelled and purchases.counted - purchases.rejected < purchases.quantity
        and purchases.promised_on >= date_trunc('week', today.day) + interval 7 day
)

select 'firm need' as what, recipes.fabric, null as week_start_date, sum(recipes.metres * production.quantity) as qty
from truth.production as production
inner join truth.recipes as recipes on production.sku = recipes.sku
where not production.is_begun
group by recipes.fabric
union all
select 'promised' as what, if(is_fabric, 'fabrics', 'goods') as fabric, week_start_date, sum(qty) as qty
from promised
group by is_fabric, week_start_date
