-- The amounts and currencies that faults have spoilt in rows of the shops: each of them feeds what managers read.
select distinct source_name, table_name, column_name, true as is_in_net_sales
from truth.faults
where fault = 'wrong_unit' and source_name in ('shop_eu', 'shop_us')
