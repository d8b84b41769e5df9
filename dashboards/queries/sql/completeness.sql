-- One row per source and entity: rows on both sides, and the differences summed without their sign.
select
    source_name,
    entity,
    cast(sum(control_row_count) as bigint) as control_row_count,
    cast(sum(warehouse_row_count) as bigint) as warehouse_row_count,
    cast(sum(abs(coalesce(residual_row_count, 0))) as bigint) as residual_row_count,
    sum(abs(coalesce(residual_amount, 0))) as residual_amount,
    count(distinct currency_code) filter (where residual_amount <> 0) as residual_currency_count,
    max(currency_code) filter (where residual_amount <> 0) as residual_currency_code
from marts.mart_quality__completeness
group by source_name, entity
order by sum(abs(coalesce(residual_amount, 0))) + sum(abs(coalesce(residual_row_count, 0))) desc, source_name, entity
