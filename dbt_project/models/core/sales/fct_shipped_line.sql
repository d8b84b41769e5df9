with

lines as (
    select * from {{ ref('fct_order_line') }}
),

-- What the system that sold says has left.
by_seller as (
    select
        lines.order_line_key,
        lines.sales_order_key,
        'delivery:' || sent.fulfillment_line_id as shipment_reference,
        coalesce(deliveries.shipped_at, cast(sent.ship_date as timestamp)) as shipped_at,
        coalesce(sent.ship_date, deliveries.ship_date) as ship_date,
        deliveries.delivered_at,
        sent.shipped_qty
    from {{ ref('fulfillment_line') }} as sent
    inner join lines
        on sent.source_name = lines.source_name and sent.sales_order_line_id = lines.sales_order_line_id
    left join {{ ref('fulfillment') }} as deliveries
        on sent.source_name = deliveries.source_name and sent.fulfillment_id = deliveries.fulfillment_id
    where
        {{ alive('sent') }} and {{ alive('deliveries') }} and sent.shipped_qty > 0
        and coalesce(
            deliveries.fulfillment_status in ('shipped', 'delivered', 'failed'),
            sent.ship_date is not null
        )
),

-- A number that two orders have names neither of them; of two lines with one article the larger one is meant.
numbered as (
    select {{ comparable_number('order_number') }} as plain_number, min(sales_order_key) as sales_order_key
    from {{ ref('fct_order') }}
    group by plain_number
    having count(*) = 1
),

named_lines as (
    select *
    from lines
    qualify row_number() over (
        partition by sales_order_key, product_key order by ordered_qty desc, order_line_key asc
    ) = 1
),

told as (
    select distinct sales_order_key from by_seller
),

-- What a warehouse says has left for an order of which the seller says nothing.
by_warehouse as (
    select
        named_lines.order_line_key,
        named_lines.sales_order_key,
        'movement:' || movements.stock_movement_key as shipment_reference,
        movements.moved_at as shipped_at,
        movements.movement_date as ship_date,
        cast(null as timestamp) as delivered_at,
        -movements.moved_qty as shipped_qty
    from {{ ref('fct_stock_movement') }} as movements
    inner join numbered on {{ comparable_number('movements.reference_id') }} = numbered.plain_number
    inner join named_lines
        on numbered.sales_order_key = named_lines.sales_order_key and movements.product_key = named_lines.product_key
    left join told on named_lines.sales_order_key = told.sales_order_key
    where
        movements.movement_type = 'shipment' and movements.reference_type = 'sales_order' and movements.moved_qty < 0
        and movements.product_key <> 'unknown' and told.sales_order_key is null
),

-- Units that were taken back before the others left have had their share of the line.
sent as (
    select *, true as is_sent from by_seller
    union all
    select *, true as is_sent from by_warehouse
    union all
    select
        order_line_key, sales_order_key, 'refund:' || refund_line_key as shipment_reference, refunded_at as shipped_at,
        refund_date as ship_date, null as delivered_at, refunded_qty as shipped_qty, false as is_sent
    from {{ ref('fct_refund_line') }}
    where reversal_type = 'cancellation' and refunded_qty > 0
),

-- Cut off where more left than was ordered; control passes where the incoterm says, at the door under a D term.
counted as (
    select
        sent.*,
        lines.source_name,
        lines.sales_order_id,
        lines.product_key,
        lines.ordered_qty,
        lines.currency_code,
        lines.gross_amount,
        lines.net_amount,
        lines.tax_amount,
        coalesce(units.minor_unit, 2) as minor_unit,
        sum(sent.shipped_qty) over (
            partition by sent.order_line_key order by sent.shipped_at, sent.is_sent, sent.shipment_reference
        ) as qty_then
    from sent
    inner join lines on sent.order_line_key = lines.order_line_key
    left join {{ ref('currency') }} as units on lines.currency_code = units.currency_code
),

terms as (
    select source_name, sales_order_id, min(incoterm_code) as incoterm_code, max(delivered_at) as delivered_at
    from {{ ref('shipment') }} as shipments
    where {{ alive('shipments') }} and sales_order_id is not null
    group by source_name, sales_order_id
),

final as (
    select
        counted.order_line_key || ':' || counted.shipment_reference as shipped_line_key,
        counted.order_line_key,
        counted.sales_order_key,
        counted.source_name,
        counted.product_key,
        counted.shipped_at,
        counted.ship_date,
        terms.incoterm_code,
        coalesce(counted.delivered_at, terms.delivered_at) as delivered_at,
        case
            when upper(terms.incoterm_code) in ('DAP', 'DPU', 'DDP', 'DDU', 'DAT')
                then coalesce(counted.delivered_at, terms.delivered_at)
            else counted.shipped_at
        end as transferred_at,
        counted.shipped_qty,
        counted.currency_code,
        {{ part_between(
            'counted.gross_amount', 'counted.qty_then', 'counted.shipped_qty', 'counted.ordered_qty', 'counted.minor_unit'
        ) }} as gross_amount,
        {{ part_between(
            'counted.net_amount', 'counted.qty_then', 'counted.shipped_qty', 'counted.ordered_qty', 'counted.minor_unit'
        ) }} as net_amount,
        {{ part_between(
            'counted.tax_amount', 'counted.qty_then', 'counted.shipped_qty', 'counted.ordered_qty', 'counted.minor_unit'
        ) }} as tax_amount
    from counted
    left join terms
        on counted.source_name = terms.source_name and counted.sales_order_id = terms.sales_order_id
    where counted.is_sent
)

select * from final
