with returns as (

    select * from {{ ref('base_vendure__stock_movement') }}
    where movement_type in ('CANCELLATION', 'RETURN')

),

product_variants as (

    select * from {{ ref('base_vendure__product_variant') }}

),

order_lines as (

    select * from {{ ref('base_vendure__order_line') }}

),

final as (

    select
        returns.movement_id as return_line_id,
        cast(null as varchar) as return_id,
        order_lines.order_id as sales_order_id,
        returns.line_id as sales_order_line_id,
        cast(null as varchar) as exchange_order_line_id,
        returns.variant_id as product_variant_id,
        product_variants.sku,
        cast(null as varchar) as lot_number,
        'customer_return' as reversal_type,
        cast(null as varchar) as reason_code,
        cast(null as varchar) as return_reason_type,
        'received' as return_status,
        cast(null as timestamp) as requested_at,
        returns.created_at as received_at,
        cast(returns.created_at as date) as return_date,
        returns.quantity as returned_qty,
        cast(null as varchar) as condition_type,
        'restock' as disposition_type,
        returns.location_id,
        returns.source_name,
        'vendure' as vendor,
        coalesce(returns.updated_at, returns._extracted_at) as updated_at,
        returns._is_deleted as is_deleted,
        returns._batch_id as batch_id
    from returns
    left join product_variants
        on returns.source_name = product_variants.source_name and returns.variant_id = product_variants.variant_id
    left join order_lines
        on returns.source_name = order_lines.source_name and returns.line_id = order_lines.line_id

)

select * from final
