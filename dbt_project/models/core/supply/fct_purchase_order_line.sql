with

receipts as (
    select
        source_name,
        purchase_order_line_id,
        {{ total('received_qty') }} as received_qty,
        {{ total('rejected_qty') }} as rejected_qty,
        min(receipt_date) as first_receipt_date,
        max(receipt_date) as last_receipt_date
    from {{ ref('receipt_line') }} as receipts
    where {{ alive('receipts') }}
    group by source_name, purchase_order_line_id
),

final as (
    select
        {{ source_key('lines', 'purchase_order_line_id') }} as purchase_order_line_key,
        {{ source_key('lines', 'purchase_order_id') }} as purchase_order_key,
        lines.source_name,
        lines.purchase_order_id,
        orders.order_number,
        orders.supplier_id,
        {{ or_unknown('suppliers.supplier_key') }} as supplier_key,
        {{ or_unknown('products.product_key') }} as product_key,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        lines.order_date,
        lines.requested_date,
        lines.promised_date,
        orders.purchase_order_status,
        orders.incoterm_code,
        lines.currency_code,
        lines.ordered_qty,
        lines.quantity_tolerance_pct,
        lines.unit_price_amount,
        lines.net_amount,
        {{ to_group('lines.net_amount') }} as net_amount_group,
        coalesce(receipts.received_qty, 0) as received_qty,
        coalesce(receipts.rejected_qty, 0) as rejected_qty,
        receipts.first_receipt_date,
        receipts.last_receipt_date
    from {{ ref('purchase_order_line') }} as lines
    left join {{ ref('purchase_order') }} as orders
        on lines.source_name = orders.source_name and lines.purchase_order_id = orders.purchase_order_id
    left join {{ ref('xref_supplier') }} as suppliers
        on orders.source_name = suppliers.source_name and orders.supplier_id = suppliers.supplier_id
    left join {{ ref('xref_product') }} as products
        on lines.source_name = products.source_name and lines.product_variant_id = products.product_variant_id
    left join {{ ref('dim_legal_entity') }} as entities
        on orders.source_name = entities.source_name and orders.legal_entity_id = entities.legal_entity_id
    left join receipts
        on
            lines.source_name = receipts.source_name
            and lines.purchase_order_line_id = receipts.purchase_order_line_id
    {{ join_rate('lines.currency_code', 'lines.order_date') }}
    where {{ alive('lines') }} and {{ alive('orders') }}
)

select * from final
