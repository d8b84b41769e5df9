with

versions as (
    {{ known_versions(
        source('run', 'product_cost_version'), 'product_cost', 'product_cost_id', ['cost_type', 'currency_code']
    ) | indent(4) }}
),

final as (
    select
        {{ source_key('versions', 'product_cost_id') }} as product_cost_key,
        versions.source_name,
        {{ or_unknown('products.product_key') }} as product_key,
        versions.our_cost_type as cost_type,
        versions.our_currency_code as currency_code,
        versions.unit_cost_amount,
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
