with

final as (
    select
        {{ source_key('counts', 'stock_snapshot_id') }} as stock_snapshot_key,
        counts.source_name,
        {{ or_unknown('locations.location_key') }} as location_key,
        {{ joined_product() }} as product_key,
        counts.snapshot_date,
        counts.on_hand_qty,
        counts.available_qty,
        counts.stock_status
    from {{ ref('stock_snapshot') }} as counts
    left join {{ ref('dim_location') }} as locations
        on counts.source_name = locations.source_name and counts.location_id = locations.location_id
    {{ join_product('counts') }}
    where {{ alive('counts') }}
)

select * from final
