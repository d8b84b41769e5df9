with moves as (

    select * from {{ ref('base_odoo__stock_move') }}
    where state = 'done'

),

locations as (

    select * from {{ ref('base_odoo__stock_location') }}

),

products as (

    select * from {{ ref('base_odoo__product_product') }}

),

-- A move is one row on each side that is a place of ours.
sides as (

    select
        *,
        'out' as side,
        location_id as place_id,
        location_dest_id as other_id
    from moves
    union all
    select
        *,
        'in' as side,
        location_dest_id as place_id,
        location_id as other_id
    from moves

),

final as (

    select
        cast(sides.move_id || '/' || sides.side as varchar) as stock_movement_id,
        cast(sides.place_id as varchar) as location_id,
        cast(sides.product_id as varchar) as product_variant_id,
        products.sku,
        case
            when others.usage = 'supplier' then 'receipt'
            when others.usage = 'customer' and sides.side = 'out' then 'shipment'
            when others.usage = 'customer' then 'return'
            when others.usage in ('internal', 'transit') then 'transfer'
            else 'adjustment'
        end as movement_type,
        sides.moved_at,
        cast(sides.moved_at as date) as movement_date,
        case when sides.side = 'out' then -sides.done_quantity else sides.done_quantity end as moved_qty,
        others.usage as reference_type,
        sides.document as reference_id,
        cast(null as varchar) as carrier_code,
        cast(null as varchar) as tracking_number,
        sides.source_name,
        'odoo' as vendor,
        coalesce(sides.write_date, sides._extracted_at) as updated_at,
        sides._is_deleted as is_deleted,
        sides._batch_id as batch_id
    from sides
    inner join locations as places
        on sides.source_name = places.source_name and sides.place_id = places.location_id
    left join locations as others
        on sides.source_name = others.source_name and sides.other_id = others.location_id
    left join products
        on sides.source_name = products.source_name and sides.product_id = products.product_id
    where places.usage in ('internal', 'transit')

)

select * from final
