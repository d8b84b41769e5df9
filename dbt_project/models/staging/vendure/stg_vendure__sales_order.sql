with orders as (

    select * from {{ ref('base_vendure__orders') }}
    where placed_at is not null and order_type is distinct from 'Seller'

),

cancellations as (

    select
        source_name,
        order_id,
        max(created_at) as cancelled_at
    from {{ ref('base_vendure__history_entry') }}
    where
        entry_type = 'ORDER_STATE_TRANSITION'
        and json_extract_string(try_cast(details as json), '$.to') = 'Cancelled'
    group by source_name, order_id

),

priced as (

    select source_name, order_id, listed_minor - net_minor as discount_minor
    from ({{ vendure_priced('order_line', 'lines.quantity', 'lines.ordered_quantity', 'lines.adjustments') }})
    where not _is_deleted
    union all
    select source_name, order_id, listed_minor - net_minor as discount_minor
    from ({{ vendure_priced('shipping_line', adjustments='lines.adjustments') }})
    where not _is_deleted

),

discounts as (

    select source_name, order_id, sum(discount_minor) as discount_minor
    from priced
    group by source_name, order_id

),

final as (

    select
        orders.order_id as sales_order_id,
        orders.order_code as order_number,
        cast(null as varchar) as legal_entity_id,
        orders.customer_id as party_record_id,
        'web' as channel_code,
        'consumer' as order_type,
        upper(json_extract_string(try_cast(orders.shipping_address as json), '$.countryCode')) as ship_country_code,
        coalesce(
            {{ map_code('orders.state', 'sales_order.order_status', {
                'PaymentAuthorized': 'open', 'Modifying': 'open', 'ArrangingAdditionalPayment': 'open',
                'PaymentSettled': 'paid', 'PartiallyShipped': 'paid', 'PartiallyDelivered': 'paid',
                'Shipped': 'fulfilled', 'Delivered': 'fulfilled', 'Cancelled': 'cancelled'
            }) }},
            'unknown'
        ) as order_status,
        orders.placed_at as ordered_at,
        cast(orders.placed_at as date) as order_date,
        case when orders.state = 'Cancelled' then coalesce(cancellations.cancelled_at, orders.updated_at) end
            as cancelled_at,
        orders.currency_code,
        {{ vendure_money('orders.shipping_minor', 'orders.currency_code') }} as shipping_amount,
        {{ vendure_money(
            'orders.subtotal_with_tax_minor + orders.shipping_with_tax_minor'
            ~ ' - orders.subtotal_minor - orders.shipping_minor',
            'orders.currency_code'
        ) }} as tax_amount,
        {{ vendure_money('coalesce(discounts.discount_minor, 0)', 'orders.currency_code') }} as discount_amount,
        {{ vendure_money('orders.subtotal_with_tax_minor + orders.shipping_with_tax_minor', 'orders.currency_code') }}
            as total_amount,
        false as is_test,
        cast(null as boolean) as is_tax_included,
        orders.source_name,
        'vendure' as vendor,
        coalesce(orders.updated_at, orders._extracted_at) as updated_at,
        orders._is_deleted as is_deleted,
        orders._batch_id as batch_id
    from orders
    left join cancellations
        on orders.source_name = cancellations.source_name and orders.order_id = cancellations.order_id
    left join discounts on orders.source_name = discounts.source_name and orders.order_id = discounts.order_id

)

select * from final
