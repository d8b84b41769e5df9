with

final as (
    select
        {{ source_key('orders', 'production_order_id') }} as production_order_key,
        orders.source_name,
        orders.order_number,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('products.product_key') }} as product_key,
        case
            when orders.supplier_id is not null then {{ or_unknown('suppliers.supplier_key') }}
        end as supplier_key,
        {{ or_unknown('locations.location_key') }} as location_key,
        orders.source_name || ':' || orders.bill_of_material_id as bill_of_material_key,
        orders.source_name || ':' || orders.purchase_order_line_id as purchase_order_line_key,
        orders.source_name || ':' || orders.sales_order_line_id as order_line_key,
        orders.production_order_status,
        orders.order_date,
        orders.planned_start_date,
        orders.planned_end_date,
        orders.started_at,
        orders.finished_at,
        orders.planned_qty,
        orders.produced_qty,
        orders.scrapped_qty,
        orders.unit_code
    from {{ ref('production_order') }} as orders
    left join {{ ref('dim_legal_entity') }} as entities
        on orders.source_name = entities.source_name and orders.legal_entity_id = entities.legal_entity_id
    left join {{ ref('xref_product') }} as products
        on orders.source_name = products.source_name and orders.product_variant_id = products.product_variant_id
    left join {{ ref('xref_supplier') }} as suppliers
        on orders.source_name = suppliers.source_name and orders.supplier_id = suppliers.supplier_id
    left join {{ ref('dim_location') }} as locations
        on orders.source_name = locations.source_name and orders.location_id = locations.location_id
    where {{ alive('orders') }}
)

select * from final
