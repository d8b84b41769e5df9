with

final as (
    select
        {{ source_key('lines', 'bill_of_material_line_id') }} as bill_of_material_line_key,
        lines.source_name,
        {{ or_unknown('assemblies.product_key') }} as product_key,
        {{ or_unknown('components.product_key') }} as component_product_key,
        lines.component_qty,
        lines.unit_code,
        lines.valid_from_date,
        lines.valid_to_date,
        case when lines.bill_of_material_id is not null then {{ source_key('lines', 'bill_of_material_id') }} end
            as bill_of_material_key
    from {{ ref('bill_of_material_line') }} as lines
    left join {{ ref('xref_product') }} as assemblies
        on lines.source_name = assemblies.source_name and lines.product_variant_id = assemblies.product_variant_id
    left join {{ ref('xref_product') }} as components
        on
            lines.source_name = components.source_name
            and lines.component_product_variant_id = components.product_variant_id
    where {{ alive('lines') }}
)

select * from final
