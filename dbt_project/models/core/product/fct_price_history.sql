with

versions as (
    {{ known_versions(source('run', 'price_version'), 'price', 'price_id', ['price_type', 'currency_code']) }}
),

final as (
    select
        {{ source_key('versions', 'price_id') }} as price_key,
        versions.source_name,
        {{ or_unknown('products.product_key') }} as product_key,
        versions.our_price_type as price_type,
        versions.country_code,
        versions.our_currency_code as currency_code,
        versions.price_amount,
        versions.valid_from_date,
        versions.valid_to_date,
        versions.known_from,
        versions.known_until,
        versions.known_until is null as is_current
    from versions
    left join {{ ref('xref_product') }} as products
        on
            versions.source_name = products.source_name
            and versions.product_variant_id = products.product_variant_id
    where versions.is_there
)

select * from final
