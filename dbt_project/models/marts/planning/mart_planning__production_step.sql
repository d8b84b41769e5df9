with

planned as (
    select
        job_key,
        stage_code,
        min(week_start_date) as first_week_date,
        max(week_start_date) as last_week_date,
        {{ total('planned_minutes') }} as planned_minutes
    from {{ source('forecasting', 'production_step') }}
    group by job_key, stage_code
),

final as (
    select
        loads.job_key,
        loads.stage_code,
        loads.stage_name,
        loads.stage_number,
        jobs.job_type,
        jobs.style_code,
        jobs.colour_name,
        jobs.is_begun,
        loads.needed_minutes,
        coalesce(planned.planned_minutes, 0) as planned_minutes,
        planned.first_week_date,
        planned.last_week_date
    from {{ source('forecasting', 'production_load') }} as loads
    inner join {{ source('forecasting', 'production_job') }} as jobs on loads.job_key = jobs.job_key
    left join planned on loads.job_key = planned.job_key and loads.stage_code = planned.stage_code
)

select * from final
