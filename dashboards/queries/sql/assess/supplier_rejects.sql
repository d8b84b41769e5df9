-- The five suppliers with the highest share of received units that were rejected.
select
    case suppliers.supplier_key when 'unknown' then 'unknown' else suppliers.supplier_name end as subject, 'share' as unit, sum(receipts.rejected_qty) as value,
    sum(receipts.received_qty) as whole
from core.fct_receipt_line as receipts
inner join core.dim_supplier as suppliers on receipts.supplier_key = suppliers.supplier_key
group by suppliers.supplier_key, suppliers.supplier_name
having sum(receipts.rejected_qty) > 0 and sum(receipts.received_qty) > 0
order by sum(receipts.rejected_qty) / sum(receipts.received_qty) desc, subject
limit 5
