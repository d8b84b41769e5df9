with bills as (

    select * from {{ ref('base_odoo__mrp_bom') }}

),

units as (

    select * from {{ ref('base_odoo__uom_uom') }}

),

final as (

    select
        cast(bills.bom_id as varchar) as bill_of_material_id,
        cast(bills.template_id as varchar) as product_id,
        cast(bills.product_id as varchar) as product_variant_id,
        {{ map_code('bills.bom_type', 'bill_of_material.bill_of_material_type', {
            'normal': 'make', 'phantom': 'kit', 'subcontract': 'subcontract'
        }) }} as bill_of_material_type,
        bills.batch_quantity as output_qty,
        {{ odoo_unit('units.unit_name') }} as unit_code,
        cast(null as decimal(18, 8)) as scrap_pct,
        bills.lead_days as lead_time_days,
        cast(null as date) as valid_from_date,
        case when not bills.is_active then cast(bills.write_date as date) end as valid_to_date,
        coalesce(bills.is_active, true) as is_active,
        bills.sequence as priority_number,
        bills.source_name,
        'odoo' as vendor,
        coalesce(bills.write_date, bills._extracted_at) as updated_at,
        bills._is_deleted as is_deleted,
        bills._batch_id as batch_id
    from bills
    left join units
        on bills.source_name = units.source_name and bills.unit_id = units.unit_id

)

select * from final
