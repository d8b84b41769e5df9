-- Of the production orders with a planned end that were finished: those finished by then.
select
    null as subject, 'share' as unit,
    count(*) filter (where cast(finished_at as date) <= planned_end_date) as value, count(*) as whole
from core.fct_production_order
where finished_at is not null and planned_end_date is not null
having count(*) > 0
