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
order by
    case status when 'forced' then 0 when 'stopped' then 1 when 'held_back' then 2 when 'missing' then 3 else 4 end,
    source_name
