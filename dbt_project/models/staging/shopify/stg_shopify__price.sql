with product_variants as (

    select * from {{ ref('base_shopify__product_variants') }}

),

final as (

    select
        replace(variant_id, 'gid://shopify/ProductVariant/', '') as price_id,
        replace(variant_id, 'gid://shopify/ProductVariant/', '') as product_variant_id,
        'selling' as price_type,
        currency_code,
        price_amount,
        cast(updated_at as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from product_variants

)

select * from final
