with

final as (
    select
        {{ source_key('receipts', 'receipt_line_id') }} as receipt_line_key,
        {{ source_key('receipts', 'purchase_order_line_id') }} as purchase_order_line_key,
        receipts.source_name,
        {{ or_unknown('products.product_key') }} as product_key,
        {{ or_unknown('locations.location_key') }} as location_key,
        receipts.receipt_date,
        receipts.received_qty,
        receipts.rejected_qty
    from {{ ref('receipt_line') }} as receipts
    left join {{ ref('xref_product') }} as products
        on receipts.source_name = products.source_name and receipts.product_variant_id = products.product_variant_id
    left join {{ ref('dim_location') }} as locations
        on receipts.source_name = locations.source_name and receipts.location_id = locations.location_id
    where {{ alive('receipts') }}
)

select * from final
