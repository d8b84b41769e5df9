with inventory as (

    select * from {{ ref('base_aw_scm__product_inventory') }}

),

products as (

    select * from {{ ref('base_aw_scm__products') }}

),

-- The list has no date of its own: the day of its latest change, as its contract says. It knows no reservations.
final as (

    select
        inventory.product_id || '|' || inventory.location_id as stock_snapshot_id,
        inventory.location_id,
        inventory.product_id as product_variant_id,
        products.product_number as sku,
        cast('2014-08-12' as date) as snapshot_date,
        inventory.quantity as on_hand_qty,
        inventory.quantity as available_qty,
        'available' as stock_status,
        inventory.source_name,
        'aw_scm' as vendor,
        coalesce(inventory.modified_at, inventory._extracted_at) as updated_at,
        inventory._is_deleted as is_deleted,
        inventory._batch_id as batch_id
    from inventory
    left join products
        on inventory.source_name = products.source_name and inventory.product_id = products.product_id

)

select * from final
