with

final as (
    select
        {{ source_key('days', 'work_center_capacity_id') }} as work_center_capacity_key,
        days.source_name,
        {{ or_unknown('centers.work_center_key') }} as work_center_key,
        days.capacity_date,
        days.worker_count,
        days.available_minutes,
        days.reserved_minutes,
        days.is_closed
    from {{ ref('work_center_capacity') }} as days
    left join {{ ref('dim_work_center') }} as centers
        on days.source_name = centers.source_name and days.work_center_id = centers.work_center_id
    where {{ alive('days') }}
)

select * from final
