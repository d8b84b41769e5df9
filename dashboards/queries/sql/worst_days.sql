-- The $limit days with the largest differences between an extract and the warehouse.
select
    source_name,
    entity,
    control_date,
    currency_code,
    control_amount,
    warehouse_amount,
    residual_amount,
    residual_row_count
from marts.mart_quality__completeness
where residual_amount <> 0 or residual_row_count <> 0
order by abs(coalesce(residual_amount, 0)) desc, abs(coalesce(residual_row_count, 0)) desc, source_name, entity,
    control_date, currency_code
limit $limit
