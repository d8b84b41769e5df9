with order_lines as (

    select * from {{ ref('base_aw_erp__purchase_order_lines') }}

),

orders as (

    select * from {{ ref('base_aw_erp__purchase_orders') }}

),

final as (

    select
        order_lines.purchase_order_line_id,
        order_lines.purchase_order_id,
        order_lines.product_id as product_variant_id,
        cast(orders.ordered_at as date) as order_date,
        order_lines.due_date as requested_date,
        cast(null as date) as promised_date,
        order_lines.order_quantity as ordered_qty,
        'USD' as currency_code,
        order_lines.unit_price_amount,
        order_lines.line_total_amount as net_amount,
        cast(null as decimal(18, 8)) as quantity_tolerance_pct,
        order_lines.source_name,
        'aw_erp' as vendor,
        coalesce(order_lines.modified_at, order_lines._extracted_at) as updated_at,
        order_lines._is_deleted as is_deleted,
        order_lines._batch_id as batch_id
    from order_lines
    left join orders
        on order_lines.source_name = orders.source_name and order_lines.purchase_order_id = orders.purchase_order_id

)

select * from final
