with

-- Where no id of the shipment is given, it is found by the number that the parcel carries, if one parcel has it.
tracked as (
    select source_name, tracking_number, min(shipment_key) as shipment_key
    from {{ ref('fct_shipment') }}
    where tracking_number is not null
    group by source_name, tracking_number
    having count(*) = 1
),

final as (
    select
        {{ source_key('events', 'shipment_event_id') }} as shipment_event_key,
        coalesce(events.source_name || ':' || events.shipment_id, tracked.shipment_key, 'unknown') as shipment_key,
        events.source_name,
        events.tracking_number,
        events.event_type,
        events.event_code,
        events.reason_code,
        events.happened_at,
        events.event_date,
        events.country_code,
        events.attempt_number
    from {{ ref('shipment_event') }} as events
    left join tracked
        on events.source_name = tracked.source_name and events.tracking_number = tracked.tracking_number
    where {{ alive('events') }}
)

select * from final
