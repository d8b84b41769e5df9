with quants as (

    select * from {{ ref('base_odoo__stock_quant') }}

),

locations as (

    select * from {{ ref('base_odoo__stock_location') }}
    where usage in ('internal', 'transit')

),

products as (

    select * from {{ ref('base_odoo__product_product') }}

),

final as (

    select
        cast(quants.quant_id as varchar) as stock_snapshot_id,
        cast(quants.location_id as varchar) as location_id,
        cast(quants.product_id as varchar) as product_variant_id,
        products.sku,
        cast(quants._extracted_at as date) as snapshot_date,
        quants.quantity as on_hand_qty,
        quants.quantity - coalesce(quants.reserved_quantity, 0) as available_qty,
        case when quants.owner_id is null then 'own' else 'owned by another' end as stock_status,
        quants.source_name,
        'odoo' as vendor,
        coalesce(quants.write_date, quants._extracted_at) as updated_at,
        quants._is_deleted as is_deleted,
        quants._batch_id as batch_id
    from quants
    inner join locations
        on quants.source_name = locations.source_name and quants.location_id = locations.location_id
    left join products
        on quants.source_name = products.source_name and quants.product_id = products.product_id

)

select * from final
