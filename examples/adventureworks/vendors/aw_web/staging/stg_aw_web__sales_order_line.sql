with order_lines as (

    select * from {{ ref('base_aw_web__sales_order_lines') }}

),

orders as (

    select * from {{ ref('base_aw_web__sales_orders') }}

),

priced as (

    select
        order_lines.*,
        cast(orders.ordered_at as date) as order_date,
        cast(order_lines.unit_price_amount * order_lines.order_quantity as decimal(18, 4)) as gross_amount
    from order_lines
    left join orders
        on order_lines.source_name = orders.source_name and order_lines.sales_order_id = orders.sales_order_id

),

final as (

    select
        sales_order_id || '-' || cast(line_number as varchar) as sales_order_line_id,
        sales_order_id,
        line_number,
        product_id as product_variant_id,
        product_number as sku,
        order_date,
        order_quantity as ordered_qty,
        'USD' as currency_code,
        gross_amount,
        cast(gross_amount - line_total_amount as decimal(18, 4)) as discount_amount,
        line_total_amount as net_amount,
        tax_amount,
        total_cost_amount as book_cost_amount,
        source_name,
        'aw_web' as vendor,
        _extracted_at as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from priced

)

select * from final
