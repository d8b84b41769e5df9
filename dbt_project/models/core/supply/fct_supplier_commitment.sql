with

final as (
    select
        {{ source_key('promises', 'supplier_commitment_id') }} as supplier_commitment_key,
        promises.source_name,
        {{ or_unknown('suppliers.supplier_key') }} as supplier_key,
        promises.source_name || ':' || promises.purchase_order_line_id as purchase_order_line_key,
        {{ or_unknown('products.product_key') }} as product_key,
        promises.commitment_type,
        promises.commitment_number,
        promises.committed_at,
        promises.committed_date,
        promises.need_date,
        promises.committed_delivery_date,
        promises.requested_qty,
        promises.committed_qty
    from {{ ref('supplier_commitment') }} as promises
    left join {{ ref('xref_supplier') }} as suppliers
        on promises.source_name = suppliers.source_name and promises.supplier_id = suppliers.supplier_id
    left join {{ ref('xref_product') }} as products
        on promises.source_name = products.source_name and promises.product_variant_id = products.product_variant_id
    where {{ alive('promises') }}
)

select * from final
