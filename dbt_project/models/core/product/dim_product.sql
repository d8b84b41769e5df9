with

records as (
    select
        links.product_key, count(*) as record_count,
        bool_and(variants.is_sold_without_stock) filter (where not variants.is_deleted) as is_sold_without_stock
    from {{ ref('xref_product') }} as links
    inner join {{ ref('product_variant') }} as variants
        on links.source_name = variants.source_name and links.product_variant_id = variants.product_variant_id
    group by links.product_key
),

fields as (
    select
        product_key,
        {{ field('sku') }} as sku,
        {{ field('style_code') }} as style_code,
        {{ field('product_name') }} as product_name,
        {{ field('variant_name') }} as variant_name,
        {{ field('colour_name') }} as colour_name,
        {{ field('size_code') }} as size_code,
        {{ field('category_name') }} as category_name,
        {{ field('product_type') }} as product_type,
        {{ field('unit_code') }} as unit_code
    from {{ ref('xref_product_field') }}
    group by product_key
),

final as (
    select
        records.product_key,
        fields.sku,
        fields.style_code,
        fields.product_name,
        fields.variant_name,
        fields.colour_name,
        fields.size_code,
        fields.category_name,
        fields.product_type,
        fields.unit_code,
        records.is_sold_without_stock,
        cast(records.record_count as integer) as record_count
    from records
    left join fields on records.product_key = fields.product_key
    union all
    select
        'unknown' as product_key,
        cast(null as varchar) as sku,
        cast(null as varchar) as style_code,
        'Unknown' as product_name,
        cast(null as varchar) as variant_name,
        cast(null as varchar) as colour_name,
        cast(null as varchar) as size_code,
        cast(null as varchar) as category_name,
        cast(null as varchar) as product_type,
        cast(null as varchar) as unit_code,
        cast(null as boolean) as is_sold_without_stock,
        0 as record_count
)

select * from final
