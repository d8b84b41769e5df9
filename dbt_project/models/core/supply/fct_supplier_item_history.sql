with

versions as (
    {{ known_versions(source('run', 'supplier_item_version'), 'supplier_item', 'supplier_item_id') }}
),

final as (
    select
        {{ source_key('versions', 'supplier_item_id') }} as supplier_item_record_key,
        versions.source_name,
        {{ or_unknown('suppliers.supplier_key') }} as supplier_key,
        versions.product_id,
        products.product_key,
        versions.minimum_order_qty,
        versions.minimum_step_qty,
        versions.pack_qty,
        versions.lead_time_days,
        versions.our_currency_code as currency_code,
        versions.unit_price_amount,
        versions.valid_from_date,
        versions.valid_to_date,
        versions.known_from,
        versions.known_until,
        versions.known_until is null as is_current
    from versions
    left join {{ ref('xref_supplier') }} as suppliers
        on versions.source_name = suppliers.source_name and versions.supplier_id = suppliers.supplier_id
    left join {{ ref('xref_product') }} as products
        on
            versions.source_name = products.source_name
            and versions.product_variant_id = products.product_variant_id
    where versions.is_there
)

select * from final
