with fulfillment_lines as (

    select * from {{ ref('base_shopify__fulfillment_lines') }}

),

fulfillments as (

    select * from {{ ref('base_shopify__fulfillments') }}

),

fulfillment_order_lines as (

    select * from {{ ref('base_shopify__fulfillment_order_lines') }}

),

fulfillment_orders as (

    select * from {{ ref('base_shopify__fulfillment_orders') }}

),

shipped as (

    select
        {{ gid_number('fulfillment_lines.fulfillment_line_id') }} as fulfillment_line_id,
        {{ gid_number('fulfillment_lines.fulfillment_id') }} as fulfillment_id,
        {{ gid_number('fulfillments.order_id') }} as sales_order_id,
        {{ gid_number('fulfillment_lines.line_id') }} as sales_order_line_id,
        {{ gid_number('fulfillment_lines.variant_id') }} as product_variant_id,
        fulfillment_lines.sku,
        cast(coalesce(fulfillments.in_transit_at, fulfillments.created_at) as date) as ship_date,
        fulfillment_lines.quantity as requested_qty,
        cast(
            case
                when fulfillments.status in ('CANCELLED', 'ERROR', 'FAILURE') then 0
                else fulfillment_lines.quantity
            end as decimal(18, 4)
        ) as shipped_qty,
        cast(null as varchar) as lot_number,
        fulfillment_lines.source_name,
        'shopify' as vendor,
        coalesce(fulfillments.updated_at, fulfillment_lines._extracted_at) as updated_at,
        fulfillment_lines._is_deleted as is_deleted,
        fulfillment_lines._batch_id as batch_id
    from fulfillment_lines
    left join fulfillments
        on
            fulfillment_lines.source_name = fulfillments.source_name
            and fulfillment_lines.fulfillment_id = fulfillments.fulfillment_id

),

waiting as (

    select
        'FulfillmentOrderLineItem/'
        || {{ gid_number('lines.fulfillment_order_line_id') }} as fulfillment_line_id,
        'FulfillmentOrder/'
        || {{ gid_number('lines.fulfillment_order_id') }} as fulfillment_id,
        {{ gid_number('orders.order_id') }} as sales_order_id,
        {{ gid_number('lines.line_id') }} as sales_order_line_id,
        {{ gid_number('lines.variant_id') }} as product_variant_id,
        lines.sku,
        cast(null as date) as ship_date,
        lines.remaining_quantity as requested_qty,
        cast(0 as decimal(18, 4)) as shipped_qty,
        cast(null as varchar) as lot_number,
        lines.source_name,
        'shopify' as vendor,
        coalesce(orders.updated_at, lines._extracted_at) as updated_at,
        lines._is_deleted as is_deleted,
        lines._batch_id as batch_id
    from fulfillment_order_lines as lines
    inner join fulfillment_orders as orders
        on lines.source_name = orders.source_name and lines.fulfillment_order_id = orders.fulfillment_order_id
    where lines.remaining_quantity > 0 and orders.status not in ('CLOSED', 'CANCELLED')

),

final as (

    select * from shipped
    union all
    select * from waiting

)

select * from final
