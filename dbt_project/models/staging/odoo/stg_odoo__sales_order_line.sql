with orders as (

    select * from {{ ref('base_odoo__sale_order') }}

),

lines as (

    select * from {{ ref('base_odoo__sale_order_line') }}
    where
        display_type is null
        and not coalesce(is_downpayment, false)
        and not coalesce(is_delivery, false)

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

products as (

    select * from {{ ref('base_odoo__product_product') }}

),

final as (

    select
        cast(lines.line_id as varchar) as sales_order_line_id,
        cast(lines.order_id as varchar) as sales_order_id,
        cast(null as integer) as line_number,
        cast(lines.product_id as varchar) as product_variant_id,
        products.sku,
        cast(orders.date_order as date) as order_date,
        lines.ordered_quantity as ordered_qty,
        currencies.currency_code,
        lines.net_amount as gross_amount,
        cast(0 as decimal(18, 4)) as discount_amount,
        lines.net_amount,
        lines.tax_amount,
        cast(null as decimal(18, 4)) as book_cost_amount,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    left join orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id
    left join products
        on lines.source_name = products.source_name and lines.product_id = products.product_id
    where {{ odoo_is_own_order('orders') }}

)

select * from final
