with orders as (

    select * from {{ ref('base_shopify__orders') }}

),

final as (

    select
        replace(order_id, 'gid://shopify/Order/', '') as sales_order_id,
        order_number,
        cast(null as varchar) as legal_entity_id,
        replace(customer_id, 'gid://shopify/Customer/', '') as party_record_id,
        case
            when sales_channel = 'web' then 'web'
            when sales_channel in ('mobile_app', 'iphone', 'android') then 'app'
            else coalesce(lower(sales_channel), 'unknown')
        end as channel_code,
        'consumer' as order_type,
        upper(ship_country_code) as ship_country_code,
        case
            when cancelled_at is not null then 'cancelled'
            when fulfillment_status = 'FULFILLED' then 'fulfilled'
            when financial_status in ('PAID', 'PARTIALLY_REFUNDED', 'REFUNDED') then 'paid'
            when financial_status in ('PENDING', 'AUTHORIZED', 'PARTIALLY_PAID', 'EXPIRED', 'VOIDED') then 'open'
            else coalesce(lower(financial_status), 'unknown')
        end as order_status,
        created_at as ordered_at,
        cast(created_at as date) as order_date,
        cancelled_at,
        currency_code,
        shipping_amount,
        tax_amount,
        discount_amount,
        total_amount,
        coalesce(is_test, false) as is_test,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from orders

)

select * from final
