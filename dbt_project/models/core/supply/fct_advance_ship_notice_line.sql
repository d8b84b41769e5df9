with

final as (
    select
        {{ source_key('lines', 'advance_ship_notice_line_id') }} as advance_ship_notice_line_key,
        {{ source_key('lines', 'advance_ship_notice_id') }} as advance_ship_notice_key,
        lines.source_name,
        notices.advance_ship_notice_number,
        {{ or_unknown('suppliers.supplier_key') }} as supplier_key,
        {{ or_unknown('locations.location_key') }} as location_key,
        notices.source_name || ':' || notices.shipment_id as shipment_key,
        lines.source_name || ':' || lines.purchase_order_line_id as purchase_order_line_key,
        {{ joined_product() }} as product_key,
        notices.advance_ship_notice_status,
        notices.incoterm_code,
        notices.transport_mode_type,
        lines.announced_date,
        notices.ex_factory_date,
        notices.departed_date,
        notices.expected_date,
        notices.arrived_date,
        lines.announced_qty,
        lines.lot_number
    from {{ ref('advance_ship_notice_line') }} as lines
    left join {{ ref('advance_ship_notice') }} as notices
        on
            lines.source_name = notices.source_name
            and lines.advance_ship_notice_id = notices.advance_ship_notice_id
    left join {{ ref('xref_supplier') }} as suppliers
        on notices.source_name = suppliers.source_name and notices.supplier_id = suppliers.supplier_id
    left join {{ ref('dim_location') }} as locations
        on notices.source_name = locations.source_name and notices.location_id = locations.location_id
    {{ join_product('lines') }}
    where {{ alive('lines') }} and {{ alive('notices') }}
)

select * from final
