with

last_prices as ({{ last_prices() }}),

final as (
    select
        orders.supply_key,
        orders.answer_state,
        orders.supplier_key,
        suppliers.supplier_name,
        lines.order_number,
        orders.product_key,
        products.sku,
        products.product_name,
        products.colour_name,
        products.size_code,
        products.unit_code,
        lines.order_date,
        lines.requested_date,
        lines.promised_date,
        orders.asked_date,
        orders.asked_qty,
        orders.confirmed_date,
        orders.confirmed_qty,
        orders.told_date,
        orders.due_date,
        orders.qty as due_qty,
        coalesce(lines.unit_price_amount, last_prices.unit_price_amount) as unit_price_amount,
        coalesce(lines.currency_code, last_prices.currency_code) as currency_code
    from {{ source('forecasting', 'supply_order') }} as orders
    inner join {{ ref('dim_product') }} as products on orders.product_key = products.product_key
    inner join {{ ref('dim_supplier') }} as suppliers on orders.supplier_key = suppliers.supplier_key
    left join {{ ref('fct_purchase_order_line') }} as lines on orders.supply_key = lines.purchase_order_line_key
    left join last_prices
        on orders.product_key = last_prices.product_key and orders.supplier_key = last_prices.supplier_key
)

select * from final
