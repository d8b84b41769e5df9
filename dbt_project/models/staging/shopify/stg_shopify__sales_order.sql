with placed as (

    select * from {{ ref('base_shopify__orders') }}

),

-- What is paid with the credit of a return alone replaces the goods that came back: it is an exchange and no new sale.
exchanges as (

    select source_name, order_id
    from {{ ref('base_shopify__transactions') }}
    where kind in ('SALE', 'CAPTURE') and status = 'SUCCESS' and not _is_deleted
    group by source_name, order_id
    having bool_and(coalesce(lower(gateway), '') = 'exchange_credit')

),

orders as (

    select placed.*, exchanges.order_id is not null as is_exchange
    from placed
    left join exchanges on placed.source_name = exchanges.source_name and placed.order_id = exchanges.order_id

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
        case when is_exchange then 'exchange' else 'consumer' end as order_type,
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
