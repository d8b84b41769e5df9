with

final as (
    select
        {{ source_key('returns', 'return_line_id') }} as return_line_key,
        returns.source_name,
        returns.return_id,
        {{ source_key('returns', 'sales_order_id') }} as sales_order_key,
        {{ source_key('returns', 'sales_order_line_id') }} as order_line_key,
        returns.source_name || ':' || returns.exchange_order_line_id as exchange_order_line_key,
        {{ joined_product() }} as product_key,
        {{ or_unknown('locations.location_key') }} as location_key,
        returns.lot_number,
        returns.reversal_type,
        returns.reason_code,
        returns.return_reason_type,
        returns.return_status,
        returns.requested_at,
        returns.received_at,
        returns.return_date,
        returns.returned_qty,
        returns.condition_type,
        returns.disposition_type
    from {{ ref('return_line') }} as returns
    left join {{ ref('dim_location') }} as locations
        on returns.source_name = locations.source_name and returns.location_id = locations.location_id
    {{ join_product('returns') }}
    where {{ alive('returns') }}
)

select * from final
