with moves as (

    select * from {{ ref('base_odoo__stock_move') }}

),

locations as (

    select * from {{ ref('base_odoo__stock_location') }}

),

-- Purchased goods that leave an internal location go back to the supplier.
purchased as (

    select
        moves.*,
        coalesce(locations.usage = 'internal', false) as is_return
    from moves
    left join locations
        on moves.source_name = locations.source_name and moves.location_id = locations.location_id
    where
        moves.state = 'done'
        and (moves.purchase_line_id is not null or locations.usage = 'supplier')

),

final as (

    select
        cast(move_id as varchar) as receipt_line_id,
        cast(purchase_line_id as varchar) as purchase_order_line_id,
        cast(product_id as varchar) as product_variant_id,
        cast(case when is_return then location_id else location_dest_id end as varchar) as location_id,
        moved_at as received_at,
        cast(moved_at as date) as receipt_date,
        case when is_return then -done_quantity else done_quantity end as received_qty,
        cast(0 as decimal(18, 4)) as rejected_qty,
        source_name,
        'odoo' as vendor,
        coalesce(write_date, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from purchased

)

select * from final
