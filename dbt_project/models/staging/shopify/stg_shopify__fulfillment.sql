with fulfillments as (

    select * from {{ ref('base_shopify__fulfillments') }}

),

fulfillment_orders as (

    select * from {{ ref('base_shopify__fulfillment_orders') }}
    where status <> 'CLOSED'

),

shipped as (

    select
        {{ gid_number('fulfillment_id') }} as fulfillment_id,
        {{ gid_number('order_id') }} as sales_order_id,
        {{ gid_number('location_id') }} as location_id,
        cast(null as varchar) as shipment_id,
        case
            when status = 'CANCELLED' then 'cancelled'
            when status in ('ERROR', 'FAILURE') then 'failed'
            when display_status in ('DELIVERED', 'PICKED_UP') then 'delivered'
            when display_status in ('NOT_DELIVERED', 'FAILURE') then 'failed'
            else 'shipped'
        end as fulfillment_status,
        cast(null as varchar) as hold_reason_code,
        estimated_delivery_at as promised_at,
        cast(null as timestamp) as allocated_at,
        coalesce(in_transit_at, created_at) as shipped_at,
        cast(coalesce(in_transit_at, created_at) as date) as ship_date,
        delivered_at,
        carrier_name as carrier_code,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from fulfillments

),

waiting as (

    select
        'FulfillmentOrder/' || {{ gid_number('fulfillment_order_id') }} as fulfillment_id,
        {{ gid_number('order_id') }} as sales_order_id,
        {{ gid_number('location_id') }} as location_id,
        cast(null as varchar) as shipment_id,
        {{ map_code('status', 'fulfillment.fulfillment_status', {
            'OPEN': 'open', 'SCHEDULED': 'open', 'IN_PROGRESS': 'picking', 'INCOMPLETE': 'failed',
            'ON_HOLD': 'on_hold', 'CANCELLED': 'cancelled'
        }) }} as fulfillment_status,
        lower(hold_reason) as hold_reason_code,
        fulfill_by as promised_at,
        created_at as allocated_at,
        cast(null as timestamp) as shipped_at,
        cast(null as date) as ship_date,
        cast(null as timestamp) as delivered_at,
        cast(null as varchar) as carrier_code,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from fulfillment_orders

),

final as (

    select * from shipped
    union all
    select * from waiting

)

select * from final
