with stock_levels as (

    select * from {{ ref('base_vendure__stock_level') }}

),

product_variants as (

    select * from {{ ref('base_vendure__product_variant') }}

),

final as (

    select
        stock_levels.stock_level_id as stock_snapshot_id,
        stock_levels.location_id,
        stock_levels.variant_id as product_variant_id,
        product_variants.sku,
        cast(stock_levels._extracted_at as date) as snapshot_date,
        stock_levels.on_hand_quantity as on_hand_qty,
        stock_levels.on_hand_quantity - stock_levels.allocated_quantity as available_qty,
        'available' as stock_status,
        stock_levels.source_name,
        'vendure' as vendor,
        coalesce(stock_levels.updated_at, stock_levels._extracted_at) as updated_at,
        stock_levels._is_deleted as is_deleted,
        stock_levels._batch_id as batch_id
    from stock_levels
    left join product_variants
        on
            stock_levels.source_name = product_variants.source_name
            and stock_levels.variant_id = product_variants.variant_id

)

select * from final
