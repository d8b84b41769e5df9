with placed as (
    select style_code, sum(ordered_qty) as units
    from marts.mart_planning__production_job
    where job_type = 'placed'
    group by style_code
),

sewn as (
    select style_code, sum(needed_minutes) as minutes
    from marts.mart_planning__production_step
    where job_type = 'placed' and not is_begun and stage_name like 'Sewing%'
    group by style_code
)

select placed.style_code, placed.units, sewn.minutes
from placed
left join sewn on placed.style_code = sewn.style_code
