with variants as (

    -- In Odoo's own table the combination is one of ids, such as 12,15, which name nothing.
    select
        *,
        case when regexp_matches(attribute_values, '[^0-9, ]') then attribute_values end as options
    from {{ ref('base_odoo__product_product') }}

),

templates as (

    select * from {{ ref('base_odoo__product_template') }}

),

units as (

    select * from {{ ref('base_odoo__uom_uom') }}

),

final as (

    select
        cast(variants.product_id as varchar) as product_variant_id,
        cast(variants.template_id as varchar) as product_id,
        variants.sku,
        variants.barcode,
        coalesce(replace(variants.options, ', ', ' / '), {{ odoo_text('templates.name') }}) as variant_name,
        nullif(split_part(variants.options, ', ', 1), '') as colour_name,
        nullif(split_part(variants.options, ', ', 2), '') as size_code,
        {{ odoo_unit('units.unit_name') }} as unit_code,
        cast(null as boolean) as is_sold_without_stock,
        variants.source_name,
        'odoo' as vendor,
        coalesce(variants.write_date, variants._extracted_at) as updated_at,
        variants._is_deleted as is_deleted,
        variants._batch_id as batch_id
    from variants
    left join templates
        on variants.source_name = templates.source_name and variants.template_id = templates.template_id
    left join units
        on templates.source_name = units.source_name and templates.unit_id = units.unit_id

)

select * from final
