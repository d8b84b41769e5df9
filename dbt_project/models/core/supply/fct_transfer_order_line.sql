with

final as (
    select
        {{ source_key('lines', 'transfer_order_line_id') }} as transfer_order_line_key,
        {{ source_key('lines', 'transfer_order_id') }} as transfer_order_key,
        lines.source_name,
        orders.order_number,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        {{ joined_product() }} as product_key,
        {{ or_unknown('places_from.location_key') }} as from_location_key,
        {{ or_unknown('places_to.location_key') }} as to_location_key,
        orders.transfer_order_status,
        orders.transfer_reason_type,
        lines.order_date,
        orders.expected_date,
        orders.shipped_at,
        orders.received_at,
        lines.requested_qty,
        lines.shipped_qty,
        lines.received_qty
    from {{ ref('transfer_order_line') }} as lines
    left join {{ ref('transfer_order') }} as orders
        on lines.source_name = orders.source_name and lines.transfer_order_id = orders.transfer_order_id
    left join {{ ref('dim_legal_entity') }} as entities
        on orders.source_name = entities.source_name and orders.legal_entity_id = entities.legal_entity_id
    left join {{ ref('dim_location') }} as places_from
        on orders.source_name = places_from.source_name and orders.from_location_id = places_from.location_id
    left join {{ ref('dim_location') }} as places_to
        on orders.source_name = places_to.source_name and orders.to_location_id = places_to.location_id
    {{ join_product('lines') }}
    where {{ alive('lines') }} and {{ alive('orders') }}
)

select * from final
