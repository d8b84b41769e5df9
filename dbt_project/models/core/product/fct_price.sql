with

final as (
    select
        {{ source_key('prices', 'price_id') }} as price_key,
        prices.source_name,
        {{ or_unknown('products.product_key') }} as product_key,
        prices.price_type,
        prices.country_code,
        prices.currency_code,
        prices.price_amount,
        prices.valid_from_date,
        prices.valid_to_date
    from {{ ref('price') }} as prices
    left join {{ ref('xref_product') }} as products
        on prices.source_name = products.source_name and prices.product_variant_id = products.product_variant_id
    where {{ alive('prices') }}
)

select * from final
