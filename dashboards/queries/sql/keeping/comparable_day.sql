-- Days that are not compared with the same weekday of the same week of last year, and what they are compared with.
select
    market_code,
    calendar_date,
    comparable_date,
    comparable_basis,
    event_code
from core.dim_comparable_day
where
    calendar_date between cast($start as date) and cast($end as date)
    and comparable_basis <> 'iso_week'
order by calendar_date asc, market_code asc
limit $limit
