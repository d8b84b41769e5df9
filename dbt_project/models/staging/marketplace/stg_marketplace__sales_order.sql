with sales_orders as (

    select * from {{ ref('base_marketplace__sales_orders') }}

),

final as (

    select
        order_number as sales_order_id,
        order_number,
        'marketplace' as channel_code,
        'marketplace' as order_type,
        country_code as ship_country_code,
        {{ map_code('order_status', 'sales_order.order_status', {
            'Pending': 'open', 'Unshipped': 'paid', 'Shipped': 'fulfilled', 'Canceled': 'cancelled'
        }) }} as order_status,
        ordered_at,
        cast(ordered_at as date) as order_date,
        case when order_status = 'Canceled' then updated_at end as cancelled_at,
        currency_code,
        shipping_amount,
        tax_amount,
        discount_amount,
        total_amount,
        false as is_test,
        cast(null as boolean) as is_tax_included,
        cast(null as varchar) as legal_entity_id,
        cast(null as varchar) as party_record_id,
        source_name,
        'marketplace' as vendor,
        coalesce(updated_at, ordered_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from sales_orders

)

select * from final
