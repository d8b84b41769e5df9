-- The error over all segments of the published forecast and of the naive one, one row; nulls where not measured.
select
    max(wape_pct) filter (where is_published) as published_wape_pct,
    max(wape_pct) filter (where method_name = 'seasonal_naive') as naive_wape_pct
from marts.mart_planning__forecast_accuracy
where segment_code = 'total'
