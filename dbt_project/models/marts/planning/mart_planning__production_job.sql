with

last_stage as (
    select max(stage_number) as stage_number from {{ source('forecasting', 'capacity_load') }}
),

planned as (
    select
        steps.job_key,
        min(steps.week_start_date) as first_week_date,
        max(steps.week_start_date) as last_week_date,
        cast(coalesce(
            sum(case when steps.stage_number = last_stage.stage_number then steps.done_pct end), 0
        ) as decimal(18, 8)) as done_pct,
        {{ total('steps.planned_minutes') }} as planned_minutes
    from {{ source('forecasting', 'production_step') }} as steps
    cross join last_stage
    group by steps.job_key
),

over as (
    select distinct week_start_date
    from {{ source('forecasting', 'capacity_load') }}
    where needed_minutes > available_minutes
),

placed as (
    select
        jobs.*,
        cast(date_trunc('week', jobs.due_date) as date) as due_week_date,
        planned.first_week_date,
        planned.last_week_date,
        coalesce(planned.done_pct, 0) as done_pct,
        coalesce(planned.planned_minutes, 0) as planned_minutes
    from {{ source('forecasting', 'production_job') }} as jobs
    left join planned on jobs.job_key = planned.job_key
),

final as (
    select
        placed.job_key,
        placed.job_type,
        placed.style_code,
        placed.category_name,
        placed.colour_name,
        placed.order_date,
        placed.is_begun,
        placed.order_count,
        cast(placed.units as decimal(18, 4)) as ordered_qty,
        placed.value_amount_group,
        placed.ready_date,
        placed.due_date,
        placed.due_week_date,
        placed.first_week_date,
        placed.last_week_date,
        placed.done_pct,
        placed.planned_minutes,
        over.week_start_date is not null as is_due_in_overload,
        case
            when placed.done_pct < 0.999 then 'not_within_horizon'
            when placed.last_week_date > placed.due_week_date then 'late'
            when placed.last_week_date < placed.due_week_date then 'earlier'
            else 'in_time'
        end as move_code,
        case when placed.done_pct >= 0.999 then cast(
            greatest(date_diff('week', placed.due_week_date, placed.last_week_date), 0) as integer
        ) end as late_weeks
    from placed
    left join over on placed.due_week_date = over.week_start_date
)

select * from final
