with stock_levels as (

    select
        cast(snapshot_date as varchar) || '|' || location_code || '|' || sku as stock_snapshot_id,
        location_code as location_id,
        cast(null as varchar) as product_variant_id,
        sku,
        snapshot_date,
        on_hand_quantity as on_hand_qty,
        available_quantity as available_qty,
        coalesce(lower(status), 'unknown') as stock_status,
        source_name,
        'threepl' as vendor,
        cast(snapshot_date as timestamp) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from {{ ref('base_threepl__stock_levels') }}

),

stock_lots as (

    select
        concat_ws(
            '|', cast(snapshot_date as varchar), location_code, sku, lot_number, lower(status)
        ) as stock_snapshot_id,
        location_code as location_id,
        cast(null as varchar) as product_variant_id,
        sku,
        snapshot_date,
        on_hand_quantity as on_hand_qty,
        case when status = 'AVAILABLE' then on_hand_quantity else 0 end as available_qty,
        lower(status) as stock_status,
        source_name,
        'threepl' as vendor,
        cast(snapshot_date as timestamp) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from {{ ref('base_threepl__stock_lots') }}

),

final as (

    select * from stock_levels
    union all
    select * from stock_lots

)

select * from final
