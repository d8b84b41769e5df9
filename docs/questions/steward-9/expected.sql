-- What the ledger recognised in all, as the first definition of that metric gave it, where euros are all there is.
select 'recognised_sales' as metric_name, count(*) > 0 as is_told
from truth.numbers
where measure = 'net_sales_recognised'
