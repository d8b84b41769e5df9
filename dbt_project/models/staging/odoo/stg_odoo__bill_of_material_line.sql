with lines as (

    select * from {{ ref('base_odoo__mrp_bom_line') }}

),

bills as (

    select * from {{ ref('base_odoo__mrp_bom') }}

),

units as (

    select * from {{ ref('base_odoo__uom_uom') }}

),

final as (

    select
        cast(lines.line_id as varchar) as bill_of_material_line_id,
        cast(bills.product_id as varchar) as product_variant_id,
        cast(lines.product_id as varchar) as component_product_variant_id,
        cast(
            lines.component_quantity / coalesce(nullif(bills.batch_quantity, 0), 1) as decimal(18, 4)
        ) as component_qty,
        {{ odoo_unit('units.unit_name') }} as unit_code,
        cast(null as date) as valid_from_date,
        case when not bills.is_active then cast(bills.write_date as date) end as valid_to_date,
        cast(lines.bom_id as varchar) as bill_of_material_id,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join bills
        on lines.source_name = bills.source_name and lines.bom_id = bills.bom_id
    left join units
        on lines.source_name = units.source_name and lines.unit_id = units.unit_id

)

select * from final
