-- The systems whose goods, orders and promises the truth counts: their entities do have data.
select distinct totals.system as source_name, totals.entity, true as has_data
from truth.totals as totals
where totals.row_count > 0
