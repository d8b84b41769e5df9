with transactions as (

    select * from {{ ref('base_shopify__transactions') }}

),

final as (

    select
        replace(transaction_id, 'gid://shopify/OrderTransaction/', '') as payment_id,
        replace(order_id, 'gid://shopify/Order/', '') as sales_order_id,
        coalesce(
            {{ map_code('kind', 'payment.payment_type', {
                'SALE': 'sale', 'CAPTURE': 'sale', 'REFUND': 'refund'
            }) }},
            'unknown'
        ) as payment_type,
        lower(gateway) as payment_method_code,
        coalesce(lower(status), 'unknown') as payment_status,
        processed_at as paid_at,
        cast(processed_at as date) as payment_date,
        currency_code,
        case when kind = 'REFUND' then -amount else amount end as payment_amount,
        source_name,
        'shopify' as vendor,
        coalesce(processed_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from transactions

)

select * from final
