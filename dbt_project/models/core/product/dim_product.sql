with

records as (
    select
        links.product_key,
        records.*,
        styles.product_code as style_code,
        styles.product_name,
        styles.category_name,
        styles.product_type
    from {{ ref('xref_product') }} as links
    inner join {{ ref('product_variant') }} as records
        on links.source_name = records.source_name and links.product_variant_id = records.product_variant_id
    left join {{ ref('product') }} as styles
        on records.source_name = styles.source_name and records.product_id = styles.product_id
),

ranked as (
    select records.*, {{ record_rank('records.product_key', 'product_variant_id') }} as record_rank
    from records
),

products as (
    select
        product_key,
        {{ best('sku') }} as sku,
        {{ best('style_code') }} as style_code,
        {{ best('product_name') }} as product_name,
        {{ best('variant_name') }} as variant_name,
        {{ best('colour_name') }} as colour_name,
        {{ best('size_code') }} as size_code,
        {{ best('category_name') }} as category_name,
        {{ best('product_type') }} as product_type,
        {{ best('unit_code') }} as unit_code,
        cast(count(*) as integer) as record_count
    from ranked
    group by product_key
),

final as (
    select * from products
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
        0 as record_count
)

select * from final
