-- Events that touch some days, of a market or of all, as the release has them: what people keep, and moving feasts.
select
    event_name,
    event_type as calendar_event_type,
    market_code,
    first_date,
    last_date
from core.dim_calendar_event
where last_date >= cast($start as date) and first_date <= cast($end as date)
order by first_date asc, event_code asc, market_code asc
limit $limit
