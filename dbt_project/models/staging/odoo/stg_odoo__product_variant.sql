with variants as (

    select * from {{ ref('base_odoo__product_product') }}

),

templates as (

    select * from {{ ref('base_odoo__product_template') }}

),

final as (

    select
        cast(variants.product_id as varchar) as product_variant_id,
        cast(variants.template_id as varchar) as product_id,
        variants.sku,
        variants.barcode,
        coalesce(
            nullif(concat_ws(' / ', variants.colour_name, variants.size_code), ''), templates.name
        ) as variant_name,
        variants.colour_name,
        variants.size_code,
        case
            when lower(templates.unit_name) in ('unit', 'units') then 'unit'
            else lower(templates.unit_name)
        end as unit_code,
        variants.source_name,
        'odoo' as vendor,
        coalesce(variants.write_date, variants._extracted_at) as updated_at,
        variants._is_deleted as is_deleted,
        variants._batch_id as batch_id
    from variants
    left join templates
        on variants.source_name = templates.source_name and variants.template_id = templates.template_id

)

select * from final
