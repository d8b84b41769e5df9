-- Lines of the ERP in use that were due and not there in full on the promised day, by month; those that were refused
-- are not there.
with refused as (
    select place as line_id from truth.faults
    where table_name = 'purchase_order_line' and fault = 'text_in_amount'
),

lines as (
    select purchases.* from truth.purchases as purchases
    anti join refused on cast(30001 + purchases.line_id as varchar) = refused.line_id
    where purchases.ordered_on >= date '2024-09-01' and not purchases.is_cancelled and purchases.quantity > 0
)

select cast(date_trunc('month', promised_on) as date) as due_month, count(*) as line_count
from lines
where
    promised_on <= (select max(latest.date) from truth.told_lines as latest)
    and not coalesce(counted - rejected >= quantity and last_receipt_on <= promised_on, false)
group by due_month
