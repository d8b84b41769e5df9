with fulfillment_lines as (

    select * from {{ ref('base_vendure__order_line_reference') }}
    where reference_type = 'FulfillmentLine'

),

fulfillments as (

    select * from {{ ref('base_vendure__fulfillment') }}

),

order_lines as (

    select
        lines.source_name,
        lines.line_id,
        lines.variant_id,
        coalesce(orders.aggregate_order_id, lines.order_id) as sales_order_id,
        case when coalesce(orders.order_type, '') <> 'Seller' then lines.line_id end as sales_order_line_id,
        product_variants.sku
    from {{ ref('base_vendure__order_line') }} as lines
    left join {{ ref('base_vendure__orders') }} as orders
        on lines.source_name = orders.source_name and lines.order_id = orders.order_id
    left join {{ ref('base_vendure__product_variant') }} as product_variants
        on lines.source_name = product_variants.source_name and lines.variant_id = product_variants.variant_id

),

final as (

    select
        fulfillment_lines.reference_id as fulfillment_line_id,
        fulfillment_lines.fulfillment_id,
        order_lines.sales_order_id,
        order_lines.sales_order_line_id,
        order_lines.variant_id as product_variant_id,
        order_lines.sku,
        cast(fulfillment_lines.created_at as date) as ship_date,
        fulfillment_lines.quantity as requested_qty,
        case when fulfillments.state = 'Cancelled' then 0 else fulfillment_lines.quantity end as shipped_qty,
        cast(null as varchar) as lot_number,
        fulfillment_lines.source_name,
        'vendure' as vendor,
        coalesce(fulfillment_lines.updated_at, fulfillment_lines._extracted_at) as updated_at,
        fulfillment_lines._is_deleted as is_deleted,
        fulfillment_lines._batch_id as batch_id
    from fulfillment_lines
    left join fulfillments
        on
            fulfillment_lines.source_name = fulfillments.source_name
            and fulfillment_lines.fulfillment_id = fulfillments.fulfillment_id
    left join order_lines
        on
            fulfillment_lines.source_name = order_lines.source_name
            and fulfillment_lines.line_id = order_lines.line_id

)

select * from final
