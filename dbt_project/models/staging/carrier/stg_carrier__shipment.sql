with parcels as (

    select * from {{ ref('base_carrier__parcels') }}

),

scans as (

    select
        source_name,
        tracking_number,
        event_code,
        happened_at,
        country_code,
        row_number() over (
            partition by source_name, tracking_number order by happened_at desc, event_code asc
        ) as scans_after
    from {{ ref('base_carrier__tracking') }}
    where event_code <> 'DELAYED'

),

latest as (

    select * from scans
    where scans_after = 1

),

final as (

    select
        parcels.tracking_number as shipment_id,
        parcels.tracking_number,
        'outbound' as shipment_type,
        parcels.carrier_code,
        parcels.service_code,
        'courier' as transport_mode_type,
        parcels.order_reference,
        coalesce(
            {{ map_code('latest.event_code', 'shipment.shipment_status', {
                'LABEL_CREATED': 'in_transit', 'PICKED_UP': 'in_transit', 'DEPARTED': 'in_transit',
                'AT_HUB': 'in_transit', 'ATTEMPT_FAILED': 'in_transit', 'DELAYED': 'in_transit',
                'CUSTOMS_HOLD': 'customs', 'CUSTOMS_CLEARED': 'customs', 'OUT_FOR_DELIVERY': 'out_for_delivery', 'DELIVERED': 'delivered',
                'REFUSED': 'refused', 'RETURNED_TO_SENDER': 'returned', 'LOST': 'lost'
            }) }},
            'in_transit'
        ) as shipment_status,
        parcels.happened_at as shipped_at,
        cast(parcels.happened_at as date) as ship_date,
        case when latest.event_code = 'DELIVERED' then latest.happened_at end as delivered_at,
        case when latest.event_code = 'DELIVERED' then latest.country_code end as ship_country_code,
        cast(null as varchar) as parent_shipment_id,
        cast(null as varchar) as from_location_id,
        cast(null as varchar) as to_location_id,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as incoterm_code,
        cast(null as date) as carrier_promised_date,
        cast(null as decimal(18, 4)) as weight_kg,
        cast(null as decimal(18, 6)) as volume_m3,
        cast(null as boolean) as is_cod,
        parcels.source_name,
        'carrier' as vendor,
        coalesce(latest.happened_at, parcels.reported_at, parcels._extracted_at) as updated_at,
        parcels._is_deleted as is_deleted,
        parcels._batch_id as batch_id
    from parcels
    left join latest
        on parcels.source_name = latest.source_name and parcels.tracking_number = latest.tracking_number

)

select * from final
