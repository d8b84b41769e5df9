with orders as (

    select * from {{ ref('base_shopify__orders') }}

),

final as (

    select
        replace(order_id, 'gid://shopify/Order/', '') as sales_order_id,
        order_number,
        cast(null as varchar) as legal_entity_id,
        replace(customer_id, 'gid://shopify/Customer/', '') as party_record_id,
        coalesce(
            {{ map_code('sales_channel', 'sales_order.channel_code', {
                'web': 'web', 'mobile_app': 'app', 'iphone': 'app', 'android': 'app'
            }) }},
            'unknown'
        ) as channel_code,
        'consumer' as order_type,
        upper(ship_country_code) as ship_country_code,
        case
            when cancelled_at is not null then 'cancelled'
            when fulfillment_status = 'FULFILLED' then 'fulfilled'
            else coalesce(
                {{ map_code('financial_status', 'sales_order.order_status', {
                    'PAID': 'paid', 'PARTIALLY_REFUNDED': 'paid', 'REFUNDED': 'paid', 'PENDING': 'open',
                    'AUTHORIZED': 'open', 'PARTIALLY_PAID': 'open', 'EXPIRED': 'open', 'VOIDED': 'open'
                }) }},
                'unknown'
            )
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
        is_tax_included,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from orders

)

select * from final
