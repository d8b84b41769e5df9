with orders as (

    select * from {{ ref('base_aw_erp__sales_orders') }}

),

territories as (

    select * from {{ ref('base_aw_erp__sales_territories') }}

),

-- Tax and freight of reseller orders are not to be trusted: they are unknown, and the total is the subtotal.
final as (

    select
        orders.sales_order_id,
        orders.order_number,
        cast(null as varchar) as legal_entity_id,
        orders.customer_id as party_record_id,
        'business' as channel_code,
        'business' as order_type,
        territories.country_code as ship_country_code,
        case when orders.shipped_at is not null then 'fulfilled' else 'open' end as order_status,
        orders.ordered_at,
        cast(orders.ordered_at as date) as order_date,
        cast(null as timestamp) as cancelled_at,
        'USD' as currency_code,
        cast(null as decimal(18, 4)) as shipping_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        cast(null as decimal(18, 4)) as discount_amount,
        orders.subtotal_amount as total_amount,
        false as is_test,
        cast(null as boolean) as is_tax_included,
        orders.source_name,
        'aw_erp' as vendor,
        orders._extracted_at as updated_at,
        orders._is_deleted as is_deleted,
        orders._batch_id as batch_id
    from orders
    left join territories
        on orders.source_name = territories.source_name and orders.territory_id = territories.territory_id

)

select * from final
