with carts as (

    select * from {{ ref('base_vendure__orders') }}
    where order_type is distinct from 'Seller'

),

pieces as (

    select
        source_name,
        order_id,
        sum(quantity) as item_qty
    from {{ ref('base_vendure__order_line') }}
    where not _is_deleted
    group by source_name, order_id

),

final as (

    select
        carts.order_id as cart_id,
        carts.customer_id as party_record_id,
        cast(null as varchar) as web_session_id,
        case when carts.placed_at is not null then carts.order_id end as sales_order_id,
        'web' as channel_code,
        upper(json_extract_string(try_cast(carts.shipping_address as json), '$.countryCode')) as country_code,
        case
            when carts.placed_at is not null then 'ordered'
            when carts.state = 'Cancelled' then 'abandoned'
            when carts.state in ('Created', 'Draft', 'AddingItems') then 'open'
            else 'checkout'
        end as cart_status,
        carts.created_at as started_at,
        cast(carts.created_at as date) as cart_date,
        carts.updated_at as last_changed_at,
        coalesce(pieces.item_qty, 0) as item_qty,
        carts.currency_code,
        {{ vendure_money('carts.subtotal_minor', 'carts.currency_code') }} as net_amount,
        carts.source_name,
        'vendure' as vendor,
        coalesce(carts.updated_at, carts._extracted_at) as updated_at,
        carts._is_deleted as is_deleted,
        carts._batch_id as batch_id
    from carts
    left join pieces on carts.source_name = pieces.source_name and carts.order_id = pieces.order_id

)

select * from final
