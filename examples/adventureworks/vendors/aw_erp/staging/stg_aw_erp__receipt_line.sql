with order_lines as (

    select * from {{ ref('base_aw_erp__purchase_order_lines') }}

),

orders as (

    select * from {{ ref('base_aw_erp__purchase_orders') }}

),

-- A line says how much of it arrived and not when: the day on which the vendor ships stands for it.
final as (

    select
        order_lines.purchase_order_line_id as receipt_line_id,
        order_lines.purchase_order_line_id,
        order_lines.product_id as product_variant_id,
        cast(null as varchar) as location_id,
        orders.shipped_at as received_at,
        cast(orders.shipped_at as date) as receipt_date,
        order_lines.received_quantity as received_qty,
        order_lines.rejected_quantity as rejected_qty,
        order_lines.source_name,
        'aw_erp' as vendor,
        coalesce(order_lines.modified_at, order_lines._extracted_at) as updated_at,
        order_lines._is_deleted as is_deleted,
        order_lines._batch_id as batch_id
    from order_lines
    left join orders
        on order_lines.source_name = orders.source_name and order_lines.purchase_order_id = orders.purchase_order_id
    where order_lines.received_quantity > 0

)

select * from final
