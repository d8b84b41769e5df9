with orders as (

    select * from {{ ref('base_odoo__sale_order') }} as sale_order
    where {{ odoo_is_copy('sale_order') }}

),

lines as (

    select * from {{ ref('base_odoo__sale_order_line') }}
    where display_type is null and not coalesce(is_downpayment, false)

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

products as (

    select * from {{ ref('base_odoo__product_product') }}

),

customers as (

    select * from {{ ref('base_odoo__stock_location') }}
    where usage = 'customer'

),

sent as (

    select moves.source_name, moves.order_line_id, sum(moves.done_quantity) as shipped_qty
    from {{ ref('base_odoo__stock_move') }} as moves
    inner join customers
        on moves.source_name = customers.source_name and moves.location_dest_id = customers.location_id
    where moves.state = 'done' and not moves._is_deleted
    group by moves.source_name, moves.order_line_id

),

final as (

    select
        cast(lines.line_id as varchar) as order_copy_line_id,
        cast(lines.order_id as varchar) as order_copy_id,
        cast(lines.product_id as varchar) as product_variant_id,
        products.sku,
        cast(orders.date_order as date) as order_date,
        lines.ordered_quantity as ordered_qty,
        coalesce(sent.shipped_qty, 0) as shipped_qty,
        currencies.currency_code,
        lines.net_amount,
        lines.source_name,
        'odoo' as vendor,
        coalesce(lines.write_date, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from lines
    inner join orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    left join sent
        on lines.source_name = sent.source_name and lines.line_id = sent.order_line_id
    left join currencies
        on lines.source_name = currencies.source_name and lines.currency_id = currencies.currency_id
    left join products
        on lines.source_name = products.source_name and lines.product_id = products.product_id

)

select * from final
