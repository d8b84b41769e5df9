with

lines as (
    select
        purchase_order_line_key, source_name, product_key, supplier_key, legal_entity_key, currency_code,
        {{ ratio('net_amount', 'ordered_qty') }} as unit_net_amount,
        order_number || '/' || split_part(purchase_order_line_key, ':', 2) as line_reference
    from {{ ref('fct_purchase_order_line') }}
),

-- A warehouse names the buyer's line by the order's number and the line's id; the buyer is another system.
named as (
    select line_reference, min(purchase_order_line_key) as purchase_order_line_key
    from lines
    where line_reference is not null
    group by line_reference
    having count(*) = 1
),

receipts as (
    select
        receipts.*,
        {{ source_key('receipts', 'purchase_order_line_id') }} as own_line_key,
        case when own.purchase_order_line_key is null then named.purchase_order_line_key end as named_line_key
    from {{ ref('receipt_line') }} as receipts
    left join lines as own
        on {{ source_key('receipts', 'purchase_order_line_id') }} = own.purchase_order_line_key
    left join named on receipts.purchase_order_line_id = named.line_reference
    where {{ alive('receipts') }}
),

final as (
    select
        {{ source_key('receipts', 'receipt_line_id') }} as receipt_line_key,
        coalesce(receipts.named_line_key, receipts.own_line_key) as purchase_order_line_key,
        receipts.source_name,
        coalesce(products.product_key, lines.product_key, 'unknown') as product_key,
        {{ or_unknown('locations.location_key') }} as location_key,
        {{ or_unknown('lines.supplier_key') }} as supplier_key,
        {{ or_unknown('lines.legal_entity_key') }} as legal_entity_key,
        receipts.received_at,
        receipts.receipt_date,
        receipts.received_qty,
        receipts.rejected_qty,
        receipts.received_qty - coalesce(receipts.rejected_qty, 0) as accepted_qty,
        lines.currency_code,
        lines.unit_net_amount
    from receipts
    left join lines on coalesce(receipts.named_line_key, receipts.own_line_key) = lines.purchase_order_line_key
    left join {{ ref('xref_product') }} as products
        on receipts.source_name = products.source_name and receipts.product_variant_id = products.product_variant_id
    left join {{ ref('dim_location') }} as locations
        on receipts.source_name = locations.source_name and receipts.location_id = locations.location_id
)

select * from final
