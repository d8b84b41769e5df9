with

-- A fulfilment line that has a movement's own id is its outgoing side: it names the customer's line.
delivered as (
    select
        lines.source_name || ':' || lines.fulfillment_line_id || '/out' as stock_movement_key,
        min({{ source_key('lines', 'sales_order_line_id') }}) as order_line_key
    from {{ ref('fulfillment_line') }} as lines
    where {{ alive('lines') }} and lines.sales_order_line_id is not null
    group by lines.source_name, lines.fulfillment_line_id
),

-- Else the order's number and the product name it: of the same source first, then of any.
ordered as (
    select source_name, order_number, product_key, min(order_line_key) as order_line_key
    from {{ ref('fct_order_line') }}
    where order_number is not null and product_key <> 'unknown'
    group by source_name, order_number, product_key
),

ordered_anywhere as (
    select order_number, product_key, min(order_line_key) as order_line_key
    from ordered
    group by order_number, product_key
    having count(*) = 1
),

movements as (
    select
        movements.stock_movement_key as stock_flow_key,
        movements.source_name,
        movements.location_key,
        movements.product_key,
        movements.movement_type as flow_type,
        movements.movement_date as flow_date,
        movements.moved_at,
        movements.moved_qty,
        cast(null as varchar) as receipt_line_key,
        case
            when movements.movement_type in ('shipment', 'return')
                then coalesce(delivered.order_line_key, ordered.order_line_key, ordered_anywhere.order_line_key)
        end as order_line_key
    from {{ ref('fct_stock_movement') }} as movements
    left join delivered on movements.stock_movement_key = delivered.stock_movement_key
    left join ordered
        on
            movements.source_name = ordered.source_name
            and movements.reference_id = ordered.order_number
            and movements.product_key = ordered.product_key
    left join ordered_anywhere
        on
            movements.reference_id = ordered_anywhere.order_number
            and movements.product_key = ordered_anywhere.product_key
),

-- A receipt that is also a movement (its id is that of the move's incoming or outgoing side) gives it its own key.
received as (
    select
        movements.*,
        coalesce(incoming.receipt_line_key, outgoing.receipt_line_key) as own_receipt_line_key
    from movements
    left join {{ ref('fct_receipt_line') }} as incoming
        on movements.stock_flow_key = incoming.receipt_line_key || '/in'
    left join {{ ref('fct_receipt_line') }} as outgoing
        on movements.stock_flow_key = outgoing.receipt_line_key || '/out'
),

receipts as (
    select *
    from {{ ref('fct_receipt_line') }} as receipts
    where {{ not_among_movements('receipts.source_name', 'receipt') }}
),

-- Goods that came back and may be sold again; what is graded otherwise is written down and lies in no saleable stock.
returns as (
    select *
    from {{ ref('fct_return_line') }} as returns
    where
        {{ not_among_movements('returns.source_name', 'return') }}
        and returns.received_at is not null
        and coalesce(returns.disposition_type = 'restock', true)
),

final as (
    select
        stock_flow_key, source_name, location_key, product_key, flow_type, flow_date, moved_at, moved_qty,
        own_receipt_line_key as receipt_line_key, order_line_key
    from received
    union all
    select
        receipt_line_key || '/receipt' as stock_flow_key, source_name, location_key, product_key,
        'receipt' as flow_type, receipt_date as flow_date, received_at as moved_at,
        accepted_qty as moved_qty, receipt_line_key, cast(null as varchar) as order_line_key
    from receipts
    union all
    select
        return_line_key || '/return' as stock_flow_key, source_name, location_key, product_key,
        'return' as flow_type, return_date as flow_date, received_at as moved_at,
        returned_qty as moved_qty, cast(null as varchar) as receipt_line_key,
        nullif(order_line_key, 'unknown') as order_line_key
    from returns
)

select * from final
