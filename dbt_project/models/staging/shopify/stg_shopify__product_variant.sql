with product_variants as (

    select * from {{ ref('base_shopify__product_variants') }}

),

final as (

    select
        replace(variant_id, 'gid://shopify/ProductVariant/', '') as product_variant_id,
        replace(product_id, 'gid://shopify/Product/', '') as product_id,
        sku,
        barcode,
        title as variant_name,
        colour_name,
        size_code,
        'unit' as unit_code,
        cast(null as boolean) as is_sold_without_stock,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from product_variants

)

select * from final
