with

final as (
    select
        {{ source_key('steps', 'production_operation_id') }} as production_operation_key,
        {{ source_key('steps', 'production_order_id') }} as production_order_key,
        steps.source_name,
        {{ or_unknown('centers.work_center_key') }} as work_center_key,
        {{ or_unknown('orders.product_key') }} as product_key,
        steps.operation_number,
        steps.operation_name,
        steps.operation_status,
        steps.operation_date,
        steps.planned_start_at,
        steps.planned_end_at,
        steps.started_at,
        steps.finished_at,
        steps.standard_minutes,
        steps.actual_minutes,
        steps.planned_qty,
        steps.done_qty,
        steps.rejected_qty
    from {{ ref('production_operation') }} as steps
    left join {{ ref('dim_work_center') }} as centers
        on steps.source_name = centers.source_name and steps.work_center_id = centers.work_center_id
    left join {{ ref('fct_production_order') }} as orders
        on {{ source_key('steps', 'production_order_id') }} = orders.production_order_key
    where {{ alive('steps') }}
)

select * from final
