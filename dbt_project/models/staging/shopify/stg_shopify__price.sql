with product_variants as (

    select * from {{ ref('base_shopify__product_variants') }}

),

-- The recommended price is the one that is crossed out, and the ticket where none is.
tickets as (

    select
        replace(variant_id, 'gid://shopify/ProductVariant/', '') as price_id,
        'selling' as price_type,
        price_amount as our_amount,
        *
    from product_variants
    union all
    select
        replace(variant_id, 'gid://shopify/ProductVariant/', '') || '/list' as price_id,
        'list' as price_type,
        coalesce(list_price_amount, price_amount) as our_amount,
        *
    from product_variants

),

final as (

    select
        price_id,
        replace(variant_id, 'gid://shopify/ProductVariant/', '') as product_variant_id,
        price_type,
        country_code,
        currency_code,
        our_amount as price_amount,
        cast(updated_at as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from tickets

)

select * from final
