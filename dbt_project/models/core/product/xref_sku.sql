with

variants as (
    select links.product_key, records.source_name, records.sku
    from {{ ref('product_variant') }} as records
    inner join {{ ref('xref_product') }} as links
        on records.source_name = links.source_name and records.product_variant_id = links.product_variant_id
    where {{ alive('records') }} and records.sku is not null
),

within_a_source as (
    select source_name, sku, min(product_key) as product_key
    from variants
    group by source_name, sku
),

in_any_source as (
    select '*' as source_name, sku, min(product_key) as product_key
    from variants
    group by sku
),

final as (
    select * from within_a_source
    union all
    select * from in_any_source
)

select * from final
