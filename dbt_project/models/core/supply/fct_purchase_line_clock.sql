with

lines as (
    select
        *,
        substr(purchase_order_line_key, length(source_name) + 2) as line_id,
        case when quantity_tolerance_pct > 0 and quantity_tolerance_pct < 1 then quantity_tolerance_pct else 0 end
            as tolerance_pct
    from {{ ref('fct_purchase_order_line') }}
),

-- A supplier or forwarder names the buyer's line by the order's number and the line's id or its article.
names as (
    select order_number || '/' || line_id as line_name, purchase_order_line_key from lines
    union all
    select lines.order_number || '/' || products.sku as line_name, lines.purchase_order_line_key
    from lines
    inner join {{ ref('dim_product') }} as products on lines.product_key = products.product_key
),

named as (
    select line_name, min(purchase_order_line_key) as purchase_order_line_key
    from names
    where line_name is not null
    group by line_name
    having count(distinct purchase_order_line_key) = 1
),

notices as (
    select
        purchase_order_line_key, source_name, shipment_key, incoterm_code, announced_qty as qty,
        ex_factory_date, departed_date
    from {{ ref('fct_advance_ship_notice_line') }}
    where advance_ship_notice_status is distinct from 'cancelled' and purchase_order_line_key is not null
),

parcels as (
    select * from notices
    union all
    select
        contents.purchase_order_line_key, contents.source_name, contents.shipment_key,
        cast(null as varchar) as incoterm_code, contents.shipped_qty as qty,
        cast(null as date) as ex_factory_date, contents.ship_date as departed_date
    from {{ ref('fct_shipment_line') }} as contents
    inner join {{ ref('fct_shipment') }} as shipments
        on contents.shipment_key = shipments.shipment_key and shipments.shipment_type = 'inbound'
    left join notices
        on
            contents.shipment_key = notices.shipment_key
            and contents.purchase_order_line_key = notices.purchase_order_line_key
    where contents.purchase_order_line_key is not null and notices.shipment_key is null
),

pickups as (
    select shipment_key, min(event_date) as pickup_date
    from {{ ref('fct_shipment_event') }}
    where event_type = 'picked_up' and shipment_key in (select parcels.shipment_key from parcels)
    group by shipment_key
),

-- Whoever carries the goods tells best when they were taken over; else the supplier tells when they left.
handovers as (
    select
        coalesce(own.purchase_order_line_key, named.purchase_order_line_key) as purchase_order_line_key,
        coalesce(parcels.incoterm_code, shipments.incoterm_code) as incoterm_code,
        parcels.qty,
        coalesce(pickups.pickup_date, shipments.ship_date, parcels.ex_factory_date, parcels.departed_date)
            as handover_date
    from parcels
    left join lines as own on parcels.purchase_order_line_key = own.purchase_order_line_key
    left join named
        on substr(parcels.purchase_order_line_key, length(parcels.source_name) + 2) = named.line_name
    left join {{ ref('fct_shipment') }} as shipments on parcels.shipment_key = shipments.shipment_key
    left join pickups on parcels.shipment_key = pickups.shipment_key
),

handed_over as (
    select
        purchase_order_line_key,
        case when min(incoterm_code) = max(incoterm_code) then min(incoterm_code) end as incoterm_code,
        {{ total('qty', 'handover_date <= ' ~ as_of()) }} as handed_over_qty,
        max(handover_date) filter (where handover_date <= {{ as_of() }}) as handover_date
    from handovers
    group by purchase_order_line_key
),

agreed as (
    select lines.purchase_order_line_key, terms.incoterm_code
    from lines
    inner join {{ ref('fct_supplier_item') }} as terms
        on
            lines.product_key = terms.product_key
            and lines.supplier_key = terms.supplier_key
            and lines.order_date >= coalesce(terms.valid_from_date, lines.order_date)
            and lines.order_date <= coalesce(terms.valid_to_date, lines.order_date)
    where terms.incoterm_code is not null and lines.product_key <> 'unknown' and lines.supplier_key <> 'unknown'
    qualify row_number() over (
        partition by lines.purchase_order_line_key
        order by lines.source_name <> terms.source_name, terms.priority_number, terms.supplier_item_key
    ) = 1
),

told as (
    select
        lines.purchase_order_line_key,
        upper(coalesce(lines.incoterm_code, handed_over.incoterm_code, agreed.incoterm_code)) as incoterm_code,
        cast(lines.ordered_qty * (1 - lines.tolerance_pct) as decimal(18, 4)) as minimum_qty,
        lines.received_qty,
        coalesce(handed_over.handed_over_qty, 0) as handed_over_qty,
        handed_over.handover_date,
        lines.last_receipt_date
    from lines
    left join handed_over on lines.purchase_order_line_key = handed_over.purchase_order_line_key
    left join agreed on lines.purchase_order_line_key = agreed.purchase_order_line_key
),

-- Who hands over has done its part if the goods that came are those handed over, and not before they were.
judged as (
    select
        *,
        coalesce(received_qty >= minimum_qty, false) as is_in_full,
        coalesce(
            incoterm_code in ('EXW', 'FCA', 'FAS', 'FOB', 'CFR', 'CIF', 'CPT', 'CIP')
            and handed_over_qty >= least(received_qty, minimum_qty)
            and (received_qty < minimum_qty or handover_date <= last_receipt_date),
            false
        ) and handover_date is not null as is_handover
    from told
),

final as (
    select
        purchase_order_line_key,
        incoterm_code,
        minimum_qty,
        handed_over_qty,
        handover_date,
        last_receipt_date,
        if(is_handover, 'handover', 'receipt') as clock_stop_code,
        if(is_handover, handover_date, last_receipt_date) as clock_stop_date,
        is_in_full
    from judged
)

select * from final
