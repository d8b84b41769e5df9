-- The rows whose amount, currency or key was spoilt, in systems none of whose files is held back.
with held_back as (
    select faults.source_name from truth.faults as faults
    where faults.fault in ('file_cut_off', 'column_dropped')
)

select planted.source_name, planted.table_name, count(*) as row_count
from truth.faults as planted
anti join held_back on planted.source_name = held_back.source_name
where
    planted.fault in ('text_in_amount', 'decimal_comma', 'currency_missing', 'key_missing')
    and planted.source_name in ('shop_eu', 'shop_us', 'erp')
group by planted.source_name, planted.table_name
