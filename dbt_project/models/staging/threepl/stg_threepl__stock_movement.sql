with shipments as (

    select
        shipment_line_no as stock_movement_id,
        location_code as location_id,
        cast(null as varchar) as product_variant_id,
        sku,
        'shipment' as movement_type,
        shipped_at as moved_at,
        cast(shipped_at as date) as movement_date,
        -quantity as moved_qty,
        'sales_order' as reference_type,
        order_ref as reference_id,
        carrier as carrier_code,
        tracking_no as tracking_number,
        source_name,
        'threepl' as vendor,
        coalesce(delivered_at, shipped_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from {{ ref('base_threepl__shipments') }}

),

adjustments as (

    select
        adjustment_no as stock_movement_id,
        location_code as location_id,
        cast(null as varchar) as product_variant_id,
        sku,
        'adjustment' as movement_type,
        adjusted_at as moved_at,
        cast(adjusted_at as date) as movement_date,
        quantity as moved_qty,
        'reason' as reference_type,
        lower(reason_code) as reference_id,
        cast(null as varchar) as carrier_code,
        cast(null as varchar) as tracking_number,
        source_name,
        'threepl' as vendor,
        coalesce(adjusted_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from {{ ref('base_threepl__adjustments') }}

),

final as (

    select * from shipments
    union all
    select * from adjustments

)

select * from final
