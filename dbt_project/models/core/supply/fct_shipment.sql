with

final as (
    select
        {{ source_key('shipments', 'shipment_id') }} as shipment_key,
        shipments.source_name,
        shipments.tracking_number,
        shipments.source_name || ':' || shipments.parent_shipment_id as parent_shipment_key,
        shipments.shipment_type,
        shipments.carrier_code,
        shipments.service_code,
        shipments.transport_mode_type,
        {{ or_unknown('places_from.location_key') }} as from_location_key,
        {{ or_unknown('places_to.location_key') }} as to_location_key,
        {{ or_unknown('orders.sales_order_key') }} as sales_order_key,
        coalesce(orders.order_match_type, 'none') as order_match_type,
        shipments.order_reference,
        shipments.ship_country_code as country_code,
        shipments.incoterm_code,
        shipments.shipment_status,
        shipments.shipped_at,
        shipments.ship_date,
        shipments.carrier_promised_date,
        shipments.delivered_at,
        shipments.weight_kg,
        shipments.volume_m3,
        shipments.is_cod
    from {{ ref('shipment') }} as shipments
    left join {{ ref('dim_location') }} as places_from
        on shipments.source_name = places_from.source_name and shipments.from_location_id = places_from.location_id
    left join {{ ref('dim_location') }} as places_to
        on shipments.source_name = places_to.source_name and shipments.to_location_id = places_to.location_id
    left join {{ ref('xref_shipment_order') }} as orders
        on {{ source_key('shipments', 'shipment_id') }} = orders.shipment_key
    where {{ alive('shipments') }}
)

select * from final
