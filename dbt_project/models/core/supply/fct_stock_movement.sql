with

final as (
    select
        {{ source_key('movements', 'stock_movement_id') }} as stock_movement_key,
        movements.source_name,
        {{ or_unknown('locations.location_key') }} as location_key,
        {{ joined_product() }} as product_key,
        movements.movement_type,
        movements.movement_date,
        movements.moved_at,
        movements.moved_qty,
        movements.reference_type,
        movements.reference_id,
        movements.carrier_code,
        movements.tracking_number
    from {{ ref('stock_movement') }} as movements
    left join {{ ref('dim_location') }} as locations
        on movements.source_name = locations.source_name and movements.location_id = locations.location_id
    {{ join_product('movements') }}
    where {{ alive('movements') }}
)

select * from final
