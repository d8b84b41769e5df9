with

lines as (
    select order_line_key, sales_order_key, ordered_qty
    from {{ ref('fct_order_line') }}
    where not is_test and not is_intercompany and ordered_qty > 0
),

shipped as (
    select
        order_line_key,
        sales_order_key,
        ship_date,
        shipped_qty,
        min(ship_date) over (partition by sales_order_key) as first_ship_date
    from {{ ref('fct_shipped_line') }}
    where ship_date is not null
),

first_parcels as (
    select order_line_key, {{ total('shipped_qty') }} as first_qty
    from shipped
    where ship_date = first_ship_date
    group by order_line_key
),

deliveries as (
    select sales_order_key, min(first_ship_date) as first_ship_date, max(ship_date) as last_ship_date
    from shipped
    group by sales_order_key
),

-- One parcel may be told of by two systems: the number that it carries makes it one.
parcels as (
    select
        sales_order_key,
        coalesce({{ comparable_number('tracking_number') }}, shipment_key) as parcel,
        max(carrier_promised_date) as promised_date,
        cast(max(delivered_at) as date) as delivered_date
    from {{ ref('fct_shipment') }}
    where sales_order_key <> 'unknown' and coalesce(shipment_type, 'outbound') = 'outbound'
    group by all
),

-- Where nobody tells of parcels, the shop's fulfilments are they.
told_parcels as (
    select sales_order_key, parcel, promised_date, delivered_date
    from parcels
    union all
    select
        lines.sales_order_key,
        lines.source_name || ':' || lines.fulfillment_id as parcel,
        null as promised_date,
        cast(max(lines.delivered_at) as date) as delivered_date
    from {{ ref('fct_fulfillment_line') }} as lines
    left join parcels on lines.sales_order_key = parcels.sales_order_key
    where lines.shipped_at is not null and parcels.sales_order_key is null
    group by lines.sales_order_key, lines.source_name, lines.fulfillment_id
),

arrivals as (
    select
        sales_order_key,
        count(*) as parcel_count,
        count(delivered_date) as arrived_parcel_count,
        max(promised_date) as promised_date,
        case when count(*) = count(delivered_date) then max(delivered_date) end as delivered_date
    from told_parcels
    group by sales_order_key
),

filled as (
    select
        lines.sales_order_key,
        count(*) as line_count,
        count(*) filter (where first_parcels.first_qty >= lines.ordered_qty) as filled_line_count,
        {{ total('lines.ordered_qty') }} as ordered_qty,
        {{ total('least(lines.ordered_qty, first_parcels.first_qty)') }} as filled_qty
    from lines
    left join first_parcels on lines.order_line_key = first_parcels.order_line_key
    group by lines.sales_order_key
),

final as (
    select
        filled.sales_order_key,
        orders.order_number,
        orders.customer_key,
        orders.market_code,
        orders.channel_code,
        orders.order_type,
        orders.order_date,
        deliveries.first_ship_date,
        deliveries.last_ship_date,
        arrivals.delivered_date,
        arrivals.promised_date,
        coalesce(arrivals.parcel_count, 0) as parcel_count,
        coalesce(arrivals.arrived_parcel_count, 0) as arrived_parcel_count,
        filled.line_count,
        filled.filled_line_count,
        filled.ordered_qty,
        cast(coalesce(filled.filled_qty, 0) as decimal(18, 4)) as filled_qty,
        filled.line_count = filled.filled_line_count as is_filled,
        cast(deliveries.first_ship_date - orders.order_date as integer) as ship_days,
        cast(arrivals.delivered_date - orders.order_date as integer) as cycle_days,
        arrivals.delivered_date <= arrivals.promised_date as is_promise_kept
    from filled
    inner join deliveries on filled.sales_order_key = deliveries.sales_order_key
    inner join {{ ref('fct_order') }} as orders on filled.sales_order_key = orders.sales_order_key
    left join arrivals on filled.sales_order_key = arrivals.sales_order_key
)

select * from final
