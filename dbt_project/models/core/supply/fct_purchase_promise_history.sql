with

versions as (
    {{ known_versions(source('run', 'purchase_order_line_version'), 'purchase_order_line', 'purchase_order_line_id') }}
),

-- A promise is kept or broken by what was said first, whatever it was moved to.
numbered as (
    select
        *,
        first_value(promised_date ignore nulls) over (
            partition by source_name, purchase_order_line_id order by known_from
            rows between unbounded preceding and current row
        ) as first_promised_date
    from versions
),

final as (
    select
        {{ source_key('versions', 'purchase_order_line_id') }} as purchase_order_line_key,
        versions.source_name,
        {{ source_key('versions', 'purchase_order_id') }} as purchase_order_key,
        {{ or_unknown('products.product_key') }} as product_key,
        versions.order_date,
        versions.requested_date,
        versions.promised_date,
        versions.first_promised_date,
        versions.ordered_qty,
        versions.our_currency_code as currency_code,
        versions.unit_price_amount,
        versions.known_from,
        versions.known_until,
        versions.known_until is null as is_current
    from numbered as versions
    left join {{ ref('xref_product') }} as products
        on
            versions.source_name = products.source_name
            and versions.product_variant_id = products.product_variant_id
    where versions.is_there
)

select * from final
