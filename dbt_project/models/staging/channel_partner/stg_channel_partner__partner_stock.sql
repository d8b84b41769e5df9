with stock as (

    select * from {{ ref('base_channel_partner__stock') }}

),

final as (

    select
        concat_ws('|', partner_code, store_code, sku, cast(snapshot_date as varchar)) as partner_stock_id,
        partner_code as party_record_id,
        store_code as partner_location_code,
        country_code,
        sku,
        snapshot_date,
        on_hand_quantity as on_hand_qty,
        in_transit_quantity as in_transit_qty,
        owner_type,
        cast(null as varchar) as product_variant_id,
        source_name,
        'channel_partner' as vendor,
        cast(snapshot_date as timestamp) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stock

)

select * from final
