with checkouts as (

    select * from {{ ref('base_shopify__checkouts') }}

),

final as (

    select
        {{ gid_number('checkout_id') }} as cart_id,
        {{ gid_number('customer_id') }} as party_record_id,
        cast(null as varchar) as web_session_id,
        cast(null as varchar) as sales_order_id,
        'web' as channel_code,
        upper(ship_country_code) as country_code,
        case when completed_at is not null then 'ordered' else 'abandoned' end as cart_status,
        created_at as started_at,
        cast(created_at as date) as cart_date,
        updated_at as last_changed_at,
        item_quantity as item_qty,
        currency_code,
        cast(
            subtotal_amount - case when is_tax_included then coalesce(tax_amount, 0) else 0 end as decimal(18, 4)
        ) as net_amount,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from checkouts

)

select * from final
