with

final as (
    select
        {{ source_key('lines', 'shipment_line_id') }} as shipment_line_key,
        {{ source_key('lines', 'shipment_id') }} as shipment_key,
        lines.source_name,
        lines.source_name || ':' || lines.sales_order_line_id as order_line_key,
        lines.source_name || ':' || lines.purchase_order_line_id as purchase_order_line_key,
        lines.source_name || ':' || lines.transfer_order_line_id as transfer_order_line_key,
        {{ joined_product() }} as product_key,
        lines.ship_date,
        lines.shipped_qty,
        lines.lot_number
    from {{ ref('shipment_line') }} as lines
    {{ join_product('lines') }}
    where {{ alive('lines') }}
)

select * from final
