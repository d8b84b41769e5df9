with sales_order_lines as (

    select * from {{ ref('base_marketplace__sales_order_lines') }}

),

sales_orders as (

    select * from {{ ref('base_marketplace__sales_orders') }}

),

final as (

    select
        lines.order_number || '/' || lines.line_number as sales_order_line_id,
        lines.order_number as sales_order_id,
        lines.line_number,
        lines.sku,
        cast(orders.ordered_at as date) as order_date,
        lines.quantity as ordered_qty,
        orders.currency_code,
        lines.quantity * lines.unit_price_amount as gross_amount,
        coalesce(lines.discount_amount, 0) as discount_amount,
        lines.quantity * lines.unit_price_amount - coalesce(lines.discount_amount, 0) as net_amount,
        lines.tax_amount,
        cast(null as varchar) as product_variant_id,
        cast(null as decimal(18, 4)) as book_cost_amount,
        lines.source_name,
        'marketplace' as vendor,
        coalesce(orders.updated_at, orders.ordered_at, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from sales_order_lines as lines
    left join sales_orders as orders
        on lines.source_name = orders.source_name and lines.order_number = orders.order_number

)

select * from final
