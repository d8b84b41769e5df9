with tracking as (

    select * from {{ ref('base_carrier__tracking') }}

),

final as (

    select
        tracking_number || '|' || event_code || '|' || cast(happened_at as varchar) as shipment_event_id,
        tracking_number as shipment_id,
        tracking_number,
        case event_code
            when 'LABEL_CREATED' then 'announced'
            when 'PICKED_UP' then 'picked_up'
            when 'DEPARTED' then 'departed'
            when 'AT_HUB' then 'arrived'
            when 'CUSTOMS_HOLD' then 'customs_hold'
            when 'CUSTOMS_CLEARED' then 'customs_cleared'
            when 'OUT_FOR_DELIVERY' then 'out_for_delivery'
            when 'ATTEMPT_FAILED' then 'attempt_failed'
            when 'DELIVERED' then 'delivered'
            when 'REFUSED' then 'refused'
            when 'RETURNED_TO_SENDER' then 'returned'
            when 'LOST' then 'lost'
        end as event_type,
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
