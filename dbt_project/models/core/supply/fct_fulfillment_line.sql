with

final as (
    select
        {{ source_key('lines', 'fulfillment_line_id') }} as fulfillment_line_key,
        lines.source_name,
        lines.fulfillment_id,
        coalesce(
            lines.source_name || ':' || coalesce(lines.sales_order_id, deliveries.sales_order_id), 'unknown'
        ) as sales_order_key,
        {{ source_key('lines', 'sales_order_line_id') }} as order_line_key,
        {{ joined_product() }} as product_key,
        {{ or_unknown('locations.location_key') }} as location_key,
        deliveries.source_name || ':' || deliveries.shipment_id as shipment_key,
        deliveries.fulfillment_status,
        deliveries.hold_reason_code,
        deliveries.carrier_code,
        deliveries.promised_at,
        deliveries.allocated_at,
        deliveries.shipped_at,
        deliveries.delivered_at,
        coalesce(lines.ship_date, deliveries.ship_date) as ship_date,
        lines.requested_qty,
        lines.shipped_qty,
        lines.lot_number
    from {{ ref('fulfillment_line') }} as lines
    left join {{ ref('fulfillment') }} as deliveries
        on lines.source_name = deliveries.source_name and lines.fulfillment_id = deliveries.fulfillment_id
    left join {{ ref('dim_location') }} as locations
        on deliveries.source_name = locations.source_name and deliveries.location_id = locations.location_id
    {{ join_product('lines') }}
    where {{ alive('lines') }} and {{ alive('deliveries') }}
)

select * from final
