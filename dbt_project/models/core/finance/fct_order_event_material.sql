with

parcels as (
    select shipment_key, shipment_type, sales_order_key
    from {{ ref('fct_shipment') }}
    where sales_order_key <> 'unknown'
),

fulfilments as (
    select
        {{ source_key('parts', 'fulfillment_id') }} as fulfillment_key,
        parts.source_name || ':' || parts.sales_order_id as sales_order_key,
        parts.*
    from {{ ref('fulfillment') }} as parts
    where {{ alive('parts') }} and parts.sales_order_id is not null
),

-- A warehouse sends by the order's number; where the shop tells of fulfilments itself, those count.
picked as (
    select
        numbers.sales_order_key, moves.source_name, moves.movement_date, min(moves.reference_id) as order_reference
    from {{ ref('fct_stock_movement') }} as moves
    inner join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number('moves.reference_id') }} = numbers.comparable_order_number
    left join fulfilments on numbers.sales_order_key = fulfilments.sales_order_key
    where
        moves.movement_type = 'shipment' and moves.reference_type = 'sales_order'
        and fulfilments.sales_order_key is null
    group by numbers.sales_order_key, moves.source_name, moves.movement_date
),

returns as (
    select
        {{ source_key('returns', 'return_line_id') }} as return_line_key,
        returns.source_name || ':' || returns.sales_order_id as sales_order_key,
        returns.*
    from {{ ref('return_line') }} as returns
    where {{ alive('returns') }} and returns.sales_order_id is not null
),

-- An exchange is a return and a new line that replaces it: both orders tell of the other.
exchanges as (
    select
        returns.sales_order_key, returns.return_line_key, returns.order_number, lines.order_line_key,
        lines.sales_order_key as new_order_key, lines.order_number as new_order_number, lines.order_date
    from (
        select returns.*, orders.order_number
        from returns
        inner join {{ ref('fct_order') }} as orders on returns.sales_order_key = orders.sales_order_key
    ) as returns
    inner join {{ ref('fct_order_line') }} as lines
        on
            returns.source_name = lines.source_name
            and returns.exchange_order_line_id = lines.sales_order_line_id
),

events as (
    select
        sales_order_key, 'allocated' as event_type, cast(allocated_at as date) as event_date,
        fulfillment_key as document_key, fulfillment_status as document_text
    from fulfilments
    union all
    select
        sales_order_key, 'shipped' as event_type, coalesce(ship_date, cast(shipped_at as date)) as event_date,
        fulfillment_key as document_key, carrier_code as document_text
    from fulfilments
    union all
    select
        sales_order_key, 'shipped' as event_type, movement_date as event_date,
        source_name || ':' || order_reference || '/' || cast(movement_date as varchar) as document_key,
        order_reference as document_text
    from picked
    union all
    select
        sales_order_key, 'delivered' as event_type, cast(delivered_at as date) as event_date,
        fulfillment_key as document_key, carrier_code as document_text
    from fulfilments
    union all
    select
        parcels.sales_order_key,
        case when parcels.shipment_type = 'return' then 'return_parcel_' else 'parcel_' end || happened.event_type
            as event_type,
        happened.event_date, happened.shipment_event_key as document_key, happened.event_code as document_text
    from {{ ref('fct_shipment_event') }} as happened
    inner join parcels on happened.shipment_key = parcels.shipment_key
    where happened.event_type is not null
    union all
    select
        sales_order_key, 'return_received' as event_type,
        coalesce(cast(received_at as date), return_date) as event_date, return_line_key as document_key,
        disposition_type as document_text
    from returns
    where coalesce(return_status, 'received') not in ('requested', 'open', 'declined', 'cancelled')
    union all
    select
        sales_order_key, 'exchanged_for' as event_type, order_date as event_date, order_line_key as document_key,
        new_order_number as document_text
    from exchanges
    union all
    select
        new_order_key as sales_order_key, 'exchange_of' as event_type, order_date as event_date,
        return_line_key as document_key, order_number as document_text
    from exchanges
    where new_order_key <> sales_order_key
),

final as (
    select
        sales_order_key || '/' || event_type || '/' || document_key as order_event_key,
        sales_order_key,
        'material' as flow_type,
        event_type,
        event_date,
        document_key,
        document_text,
        'recorded' as link_type
    from events
    where event_date is not null and event_date <= {{ as_of() }} and sales_order_key is not null
)

select * from final
