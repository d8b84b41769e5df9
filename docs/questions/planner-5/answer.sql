-- Stages of the workshop by week: what is due there against what they can do, what the cheapest plan puts there, and
-- what one more minute would save; and below them the jobs that move, by the week in which they begin.
select
    'stage' as row_type, stage_name as name, week_start_date, load_pct, planned_load_pct, overload_minutes,
    overtime_minutes, minute_price_amount_group, null as job_key, null as move_code, null as due_week_date,
    null as last_week_date, null as ordered_qty, null as value_amount_group
from marts.mart_planning__capacity_load
union all
select
    'job' as row_type, concat_ws(' ', style_code, colour_name) as name, first_week_date as week_start_date,
    null as load_pct, null as planned_load_pct, null as overload_minutes, null as overtime_minutes,
    null as minute_price_amount_group, job_key, move_code, due_week_date, last_week_date, ordered_qty,
    value_amount_group
from marts.mart_planning__production_job
where move_code <> 'in_time'
order by row_type desc, week_start_date asc nulls last, name asc, job_key asc
