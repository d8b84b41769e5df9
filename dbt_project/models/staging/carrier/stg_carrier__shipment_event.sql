with tracking as (

    select * from {{ ref('base_carrier__tracking') }}

),

final as (

    select
        tracking_number || '|' || event_code || '|' || cast(happened_at as varchar) as shipment_event_id,
        tracking_number as shipment_id,
        tracking_number,
        {{ map_code('event_code', 'shipment_event.event_type', {
            'LABEL_CREATED': 'announced', 'PICKED_UP': 'picked_up', 'DEPARTED': 'departed',
            'AT_HUB': 'arrived', 'CUSTOMS_HOLD': 'customs_hold', 'CUSTOMS_CLEARED': 'customs_cleared',
            'OUT_FOR_DELIVERY': 'out_for_delivery', 'ATTEMPT_FAILED': 'attempt_failed',
            'DELIVERED': 'delivered', 'REFUSED': 'refused', 'RETURNED_TO_SENDER': 'returned', 'LOST': 'lost',
            'DELAYED': none
        }) }} as event_type,
        event_code,
        reason_code,
        happened_at,
        cast(happened_at as date) as event_date,
        country_code,
        city,
        attempt_number,
        source_name,
        'carrier' as vendor,
        coalesce(reported_at, happened_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from tracking

)

select * from final
