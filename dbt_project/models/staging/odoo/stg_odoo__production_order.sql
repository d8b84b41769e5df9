with productions as (

    select * from {{ ref('base_odoo__mrp_production') }}

),

units as (

    select * from {{ ref('base_odoo__uom_uom') }}

),

final as (

    select
        cast(productions.production_id as varchar) as production_order_id,
        productions.order_number,
        cast(productions.company_id as varchar) as legal_entity_id,
        cast(null as varchar) as product_id,
        cast(productions.product_id as varchar) as product_variant_id,
        cast(productions.bom_id as varchar) as bill_of_material_id,
        cast(null as varchar) as supplier_id,
        cast(null as varchar) as purchase_order_line_id,
        cast(null as varchar) as sales_order_line_id,
        cast(productions.location_dest_id as varchar) as location_id,
        coalesce(
            {{ map_code('productions.state', 'production_order.production_order_status', {
                'draft': 'draft', 'confirmed': 'confirmed', 'progress': 'in_progress',
                'to_close': 'in_progress', 'done': 'done', 'cancel': 'cancelled'
            }) }},
            'unknown'
        ) as production_order_status,
        productions.create_date as ordered_at,
        cast(productions.create_date as date) as order_date,
        cast(coalesce(productions.planned_start_at, productions.date_start) as date) as planned_start_date,
        cast(coalesce(productions.planned_end_at, productions.date_finished) as date) as planned_end_date,
        case when productions.state in ('progress', 'to_close', 'done') then productions.date_start end as started_at,
        case when productions.state = 'done' then productions.date_finished end as finished_at,
        productions.planned_quantity as planned_qty,
        case when productions.state = 'done' then productions.planned_quantity end as produced_qty,
        cast(null as decimal(18, 4)) as scrapped_qty,
        {{ odoo_unit('units.unit_name') }} as unit_code,
        productions.source_name,
        'odoo' as vendor,
        coalesce(productions.write_date, productions._extracted_at) as updated_at,
        productions._is_deleted as is_deleted,
        productions._batch_id as batch_id
    from productions
    left join units
        on productions.source_name = units.source_name and productions.unit_id = units.unit_id

)

select * from final
