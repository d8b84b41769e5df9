with order_lines as (

    select * from {{ ref('base_shopify__order_lines') }}
    where not coalesce(is_gift_card, false)

),

orders as (

    select * from {{ ref('base_shopify__orders') }}

),

-- Where the shop's prices contain tax, a line's value without tax is its price less its own tax.
priced as (

    select
        order_lines.*,
        orders.created_at as ordered_at,
        orders.updated_at as order_updated_at,
        order_lines.quantity * order_lines.unit_price_amount
        - case when orders.is_tax_included then coalesce(order_lines.tax_amount, 0) else 0 end as gross_amount
    from order_lines
    left join orders
        on order_lines.source_name = orders.source_name and order_lines.order_id = orders.order_id

),

final as (

    select
        replace(line_id, 'gid://shopify/LineItem/', '') as sales_order_line_id,
        replace(order_id, 'gid://shopify/Order/', '') as sales_order_id,
        cast(null as integer) as line_number,
        replace(variant_id, 'gid://shopify/ProductVariant/', '') as product_variant_id,
        sku,
        cast(ordered_at as date) as order_date,
        cast(quantity as decimal(18, 4)) as ordered_qty,
        currency_code,
        cast(gross_amount as decimal(18, 4)) as gross_amount,
        coalesce(discount_amount, 0) as discount_amount,
        cast(gross_amount - coalesce(discount_amount, 0) as decimal(18, 4)) as net_amount,
        tax_amount,
        cast(null as decimal(18, 4)) as book_cost_amount,
        source_name,
        'shopify' as vendor,
        coalesce(order_updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from priced

)

select * from final
