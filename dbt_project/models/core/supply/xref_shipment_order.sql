-- Which customer's order a parcel holds: the shipment says it itself, or another system names both the number that the
-- parcel carries and the order. A number that speaks of two orders, or that two carriers have given out, names none.
with

shipments as (
    select
        {{ source_key('shipments', 'shipment_id') }} as shipment_key,
        {{ comparable_number('shipments.tracking_number') }} as comparable_tracking_number,
        shipments.source_name,
        shipments.carrier_code,
        own_orders.sales_order_key as own_order_key,
        numbers.sales_order_key as numbered_order_key
    from {{ ref('shipment') }} as shipments
    {{ join_order('shipments') }}
    where {{ alive('shipments') }} and coalesce(shipments.shipment_type, 'outbound') in ('outbound', 'return')
),

told as (
    select comparable_tracking_number, coalesce(own_order_key, numbered_order_key) as sales_order_key
    from shipments
    union all
    select
        {{ comparable_number('parts.shipment_id') }} as comparable_tracking_number,
        parts.source_name || ':' || parts.sales_order_id as sales_order_key
    from {{ ref('fulfillment') }} as parts
    where {{ alive('parts') }}
    union all
    select {{ comparable_number('moves.tracking_number') }} as comparable_tracking_number, numbers.sales_order_key
    from {{ ref('fct_stock_movement') }} as moves
    inner join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number('moves.reference_id') }} = numbers.comparable_order_number
    where moves.movement_type = 'shipment' and moves.reference_type = 'sales_order'
),

orders_of_number as (
    select
        comparable_tracking_number,
        min(sales_order_key) as sales_order_key,
        count(distinct sales_order_key) as order_count
    from told
    where comparable_tracking_number is not null and sales_order_key is not null
    group by comparable_tracking_number
),

given_out_twice as (
    select distinct comparable_tracking_number
    from (
        select comparable_tracking_number, source_name
        from shipments
        where comparable_tracking_number is not null
        group by comparable_tracking_number, source_name
        having count(distinct carrier_code) > 1
    ) as numbers
),

matched as (
    select
        shipments.shipment_key,
        shipments.own_order_key,
        shipments.numbered_order_key,
        tracked.sales_order_key as tracked_order_key,
        case
            when shipments.own_order_key is not null then 'order_id'
            when shipments.numbered_order_key is not null then 'order_number'
            when tracked.sales_order_key is null then 'none'
            when twice.comparable_tracking_number is not null then 'two_parcels'
            when tracked.order_count > 1 then 'two_orders'
            else 'tracking_number'
        end as order_match_type
    from shipments
    left join orders_of_number as tracked
        on shipments.comparable_tracking_number = tracked.comparable_tracking_number
    left join given_out_twice as twice
        on shipments.comparable_tracking_number = twice.comparable_tracking_number
),

final as (
    select
        shipment_key,
        case order_match_type
            when 'order_id' then own_order_key
            when 'order_number' then numbered_order_key
            when 'tracking_number' then tracked_order_key
            else 'unknown'
        end as sales_order_key,
        order_match_type
    from matched
)

select * from final
