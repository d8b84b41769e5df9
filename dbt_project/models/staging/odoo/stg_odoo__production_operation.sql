with steps as (

    select * from {{ ref('base_odoo__mrp_workorder') }}

),

productions as (

    select * from {{ ref('base_odoo__mrp_production') }}

),

final as (

    select
        cast(steps.operation_id as varchar) as production_operation_id,
        cast(steps.production_id as varchar) as production_order_id,
        cast(steps.work_center_id as varchar) as work_center_id,
        cast(null as integer) as operation_number,
        steps.name as operation_name,
        coalesce(
            {{ map_code('steps.state', 'production_operation.operation_status', {
                'pending': 'waiting', 'waiting': 'waiting', 'blocked': 'waiting', 'ready': 'ready',
                'progress': 'in_progress', 'done': 'done', 'cancel': 'cancelled'
            }) }},
            'unknown'
        ) as operation_status,
        coalesce(steps.planned_start_at, steps.date_start) as planned_start_at,
        coalesce(steps.planned_end_at, steps.date_finished) as planned_end_at,
        case when steps.state in ('progress', 'done') then steps.date_start end as started_at,
        case when steps.state = 'done' then steps.date_finished end as finished_at,
        cast(coalesce(steps.planned_start_at, steps.date_start) as date) as operation_date,
        steps.standard_minutes,
        steps.actual_minutes,
        productions.planned_quantity as planned_qty,
        steps.done_quantity as done_qty,
        cast(null as decimal(18, 4)) as rejected_qty,
        steps.source_name,
        'odoo' as vendor,
        coalesce(steps.write_date, steps._extracted_at) as updated_at,
        steps._is_deleted as is_deleted,
        steps._batch_id as batch_id
    from steps
    left join productions
        on steps.source_name = productions.source_name and steps.production_id = productions.production_id

)

select * from final
