with moves as (

    select * from {{ ref('base_odoo__stock_move') }}

),

pickings as (

    select * from {{ ref('base_odoo__stock_picking') }}

),

kinds as (

    select * from {{ ref('base_odoo__stock_picking_type') }}
    where code = 'outgoing'

),

customers as (

    select * from {{ ref('base_odoo__stock_location') }}
    where usage = 'customer'

),

orders as (

    select * from {{ ref('base_odoo__sale_order') }}

),

order_lines as (

    select * from {{ ref('base_odoo__sale_order_line') }}

),

products as (

    select * from {{ ref('base_odoo__product_product') }}

),

final as (

    select
        cast(moves.move_id as varchar) as fulfillment_line_id,
        cast(moves.picking_id as varchar) as fulfillment_id,
        cast(coalesce(pickings.order_id, order_lines.order_id) as varchar) as sales_order_id,
        cast(moves.order_line_id as varchar) as sales_order_line_id,
        cast(moves.product_id as varchar) as product_variant_id,
        products.sku,
        case when moves.state = 'done' then cast(moves.moved_at as date) end as ship_date,
        moves.requested_quantity as requested_qty,
        case when moves.state = 'done' then moves.done_quantity else 0 end as shipped_qty,
        cast(null as varchar) as lot_number,
        moves.source_name,
        'odoo' as vendor,
        coalesce(moves.write_date, moves._extracted_at) as updated_at,
        moves._is_deleted as is_deleted,
        moves._batch_id as batch_id
    from moves
    left join pickings
        on moves.source_name = pickings.source_name and moves.picking_id = pickings.picking_id
    left join kinds
        on pickings.source_name = kinds.source_name and pickings.picking_type_id = kinds.picking_type_id
    inner join customers
        on
            moves.source_name = customers.source_name
            and coalesce(pickings.location_dest_id, moves.location_dest_id) = customers.location_id
    left join order_lines
        on moves.source_name = order_lines.source_name and moves.order_line_id = order_lines.line_id
    left join orders
        on order_lines.source_name = orders.source_name and order_lines.order_id = orders.order_id
    left join products
        on moves.source_name = products.source_name and moves.product_id = products.product_id
    -- An extract without pickings tells deliveries of its own orders by their moves.
    where
        kinds.picking_type_id is not null
        or (moves.picking_id is null and orders.order_id is not null and {{ odoo_is_own_order('orders') }})

)

select * from final
