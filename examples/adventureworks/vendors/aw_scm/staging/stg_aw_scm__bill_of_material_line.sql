with bills as (

    select * from {{ ref('base_aw_scm__bills_of_material') }}

),

final as (

    select
        bill_of_material_id as bill_of_material_line_id,
        assembly_id as product_variant_id,
        component_id as component_product_variant_id,
        per_assembly_quantity as component_qty,
        trim(unit_code) as unit_code,
        valid_from_date,
        valid_to_date,
        cast(null as varchar) as bill_of_material_id,
        source_name,
        'aw_scm' as vendor,
        coalesce(modified_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from bills

)

select * from final
