with movements as (

    select * from {{ ref('base_vendure__stock_movement') }}
    where movement_type not in ('ALLOCATION', 'RELEASE')

),

product_variants as (

    select * from {{ ref('base_vendure__product_variant') }}

),

order_lines as (

    select
        lines.source_name,
        lines.line_id,
        orders.order_code
    from {{ ref('base_vendure__order_line') }} as lines
    left join {{ ref('base_vendure__orders') }} as orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id

),

final as (

    select
        movements.movement_id as stock_movement_id,
        movements.location_id,
        movements.variant_id as product_variant_id,
        product_variants.sku,
        {{ map_code('movements.movement_type', 'stock_movement.movement_type', {
            'ADJUSTMENT': 'adjustment', 'SALE': 'shipment', 'CANCELLATION': 'return', 'RETURN': 'return'
        }) }} as movement_type,
        movements.created_at as moved_at,
        cast(movements.created_at as date) as movement_date,
        movements.quantity as moved_qty,
        case when movements.line_id is not null then 'sales_order' end as reference_type,
        order_lines.order_code as reference_id,
        cast(null as varchar) as carrier_code,
        cast(null as varchar) as tracking_number,
        movements.source_name,
        'vendure' as vendor,
        coalesce(movements.updated_at, movements._extracted_at) as updated_at,
        movements._is_deleted as is_deleted,
        movements._batch_id as batch_id
    from movements
    left join product_variants
        on movements.source_name = product_variants.source_name and movements.variant_id = product_variants.variant_id
    left join order_lines
        on movements.source_name = order_lines.source_name and movements.line_id = order_lines.line_id

)

select * from final
