-- Rows and totals of each source beside those of the warehouse, where they do not agree first.
select
    source_name, entity, currency_code,
    sum(control_row_count) as control_row_count, sum(warehouse_row_count) as warehouse_row_count,
    sum(control_amount) as control_amount, sum(warehouse_amount) as warehouse_amount,
    sum(abs(residual_amount)) as residual_amount, sum(abs(residual_row_count)) as residual_row_count
from marts.mart_quality__completeness
group by source_name, entity, currency_code
order by residual_amount desc, residual_row_count desc, source_name asc, entity asc, currency_code asc
