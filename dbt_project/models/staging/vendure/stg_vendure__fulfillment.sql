with fulfillments as (

    select * from {{ ref('base_vendure__fulfillment') }}

),

fulfilled_orders as (

    select
        links.source_name,
        links.fulfillment_id,
        min(coalesce(orders.aggregate_order_id, links.order_id)) as sales_order_id
    from {{ ref('base_vendure__order_fulfillments_fulfillment') }} as links
    left join {{ ref('base_vendure__orders') }} as orders
        on links.source_name = orders.source_name and links.order_id = orders.order_id
    group by links.source_name, links.fulfillment_id

),

-- The place is that of the stock which the lines of the fulfilment took.
places as (

    select
        shipped.source_name,
        shipped.fulfillment_id,
        min(movements.location_id) as location_id
    from {{ ref('base_vendure__order_line_reference') }} as shipped
    inner join {{ ref('base_vendure__stock_movement') }} as movements
        on
            shipped.source_name = movements.source_name
            and shipped.line_id = movements.line_id
            and movements.movement_type = 'SALE'
    where shipped.reference_type = 'FulfillmentLine'
    group by shipped.source_name, shipped.fulfillment_id

),

steps as (

    select
        source_name,
        json_extract_string(try_cast(details as json), '$.fulfillmentId') as fulfillment_id,
        min(created_at) filter (
            where json_extract_string(try_cast(details as json), '$.to') = 'Shipped'
        ) as shipped_at,
        min(created_at) filter (
            where json_extract_string(try_cast(details as json), '$.to') = 'Delivered'
        ) as delivered_at
    from {{ ref('base_vendure__history_entry') }}
    where entry_type = 'ORDER_FULFILLMENT_TRANSITION'
    group by source_name, fulfillment_id

),

final as (

    select
        fulfillments.fulfillment_id,
        fulfilled_orders.sales_order_id,
        places.location_id,
        cast(null as varchar) as shipment_id,
        {{ map_code('fulfillments.state', 'fulfillment.fulfillment_status', {
            'Created': 'open', 'Pending': 'picking', 'Shipped': 'shipped', 'Delivered': 'delivered',
            'Cancelled': 'cancelled'
        }) }} as fulfillment_status,
        cast(null as varchar) as hold_reason_code,
        cast(null as timestamp) as promised_at,
        cast(null as timestamp) as allocated_at,
        steps.shipped_at,
        cast(steps.shipped_at as date) as ship_date,
        steps.delivered_at,
        nullif(fulfillments.method, '') as carrier_code,
        fulfillments.source_name,
        'vendure' as vendor,
        coalesce(fulfillments.updated_at, fulfillments._extracted_at) as updated_at,
        fulfillments._is_deleted as is_deleted,
        fulfillments._batch_id as batch_id
    from fulfillments
    left join fulfilled_orders
        on
            fulfillments.source_name = fulfilled_orders.source_name
            and fulfillments.fulfillment_id = fulfilled_orders.fulfillment_id
    left join places
        on fulfillments.source_name = places.source_name and fulfillments.fulfillment_id = places.fulfillment_id
    left join steps
        on fulfillments.source_name = steps.source_name and fulfillments.fulfillment_id = steps.fulfillment_id

)

select * from final
