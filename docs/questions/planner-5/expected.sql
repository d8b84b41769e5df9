-- Units that the workshop still has to make of what is placed, by style, and the standard minutes that sewing those
-- takes that are not begun. Not proved here: what a line can do in a week, which is measured, and what the plan costs,
-- which follows from prices that the company sets. That it is feasible and no dearer than a plain one is tested.
with today as (
    select max(date) as day from truth.told_lines
)

select
    regexp_extract(production.sku, '^ME-[A-Z]+-\d+') as style_code, sum(production.quantity) as units,
    sum(production.quantity * minutes.sewing_minutes) filter (not production.is_begun) as minutes
from truth.production as production
cross join today
inner join truth.minutes as minutes on production.sku = minutes.sku
where not production.is_done
group by style_code
