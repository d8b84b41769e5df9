with inventory_quantities as (

    select * from {{ ref('base_shopify__inventory_quantities') }}
    where state not in ('on_hand', 'incoming')

),

final as (

    select
        cast(snapshot_date as varchar)
        || '|' || {{ gid_number('inventory_level_id') }} || '|' || state as stock_snapshot_id,
        {{ gid_number('location_id') }} as location_id,
        {{ gid_number('variant_id') }} as product_variant_id,
        sku,
        snapshot_date,
        quantity as on_hand_qty,
        cast(case when state = 'available' then quantity else 0 end as decimal(18, 4)) as available_qty,
        state as stock_status,
        source_name,
        'shopify' as vendor,
        cast(snapshot_date as timestamp) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from inventory_quantities

)

select * from final
