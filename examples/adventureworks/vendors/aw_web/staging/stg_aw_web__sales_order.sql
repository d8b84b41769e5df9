with orders as (

    select * from {{ ref('base_aw_web__sales_orders') }}

),

territories as (

    select * from {{ ref('base_aw_web__sales_territories') }}

),

final as (

    select
        orders.sales_order_id,
        orders.order_number,
        cast(null as varchar) as legal_entity_id,
        orders.account_number as party_record_id,
        'web' as channel_code,
        'consumer' as order_type,
        territories.country_code as ship_country_code,
        case when orders.shipped_at is not null then 'fulfilled' else 'open' end as order_status,
        orders.ordered_at,
        cast(orders.ordered_at as date) as order_date,
        cast(null as timestamp) as cancelled_at,
        'USD' as currency_code,
        orders.freight_amount as shipping_amount,
        orders.tax_amount,
        cast(null as decimal(18, 4)) as discount_amount,
        cast(orders.subtotal_amount + orders.tax_amount + orders.freight_amount as decimal(18, 4)) as total_amount,
        false as is_test,
        cast(null as boolean) as is_tax_included,
        orders.source_name,
        'aw_web' as vendor,
        orders._extracted_at as updated_at,
        orders._is_deleted as is_deleted,
        orders._batch_id as batch_id
    from orders
    left join territories
        on orders.source_name = territories.source_name and orders.territory_id = territories.territory_id

)

select * from final
