-- One row per source, those with a problem first.
select
    source_name,
    vendor,
    status,
    message,
    last_extracted_at,
    landed_row_count,
    refused_row_count,
    quarantined_amount,
    currency_count,
    flagged_row_count,
    residual_amount,
    residual_row_count
from marts.mart_quality__source_status
order by case status when 'stopped' then 0 when 'held_back' then 1 when 'missing' then 2 else 3 end, source_name
