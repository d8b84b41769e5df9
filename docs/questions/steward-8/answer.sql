-- Rates, calendars, prices, costs and lead times: the last day that they tell of, missing and stale ones first.
select reference_name, subject_code, reference_status, last_date, age_days, allowed_days
from marts.mart_quality__reference_age
order by
    case reference_status when 'missing' then 1 when 'stale' then 2 else 3 end, age_days desc nulls first,
    reference_name asc, subject_code asc
