-- As many rows as the shops took and gave back money; no fault is planted in payments.
select 'fct_payment' as model_name, sum(row_count) as row_count
from truth.totals
where entity = 'payment'
