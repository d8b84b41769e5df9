with

orders as (
    select *
    from {{ ref('sales_order') }} as orders
    where {{ alive('orders') }}
),

line_counts as (
    select source_name, sales_order_id, count(*) as line_count
    from {{ ref('sales_order_line') }} as lines
    where {{ alive('lines') }}
    group by source_name, sales_order_id
),

final as (
    select
        {{ source_key('orders', 'sales_order_id') }} as sales_order_key,
        orders.source_name,
        orders.sales_order_id,
        orders.order_number,
        orders.order_date,
        orders.ordered_at,
        orders.party_record_id,
        {{ or_unknown('customers.customer_key') }} as customer_key,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('channels.channel_code') }} as channel_code,
        orders.order_type,
        {{ or_unknown('countries.market_code') }} as market_code,
        orders.ship_country_code as country_code,
        orders.order_status,
        coalesce(orders.order_status = 'cancelled', false) or orders.cancelled_at is not null as is_cancelled,
        coalesce(orders.is_test, false) as is_test,
        orders.currency_code,
        orders.total_amount,
        orders.tax_amount,
        orders.shipping_amount,
        {{ to_group('orders.total_amount') }} as total_amount_group,
        {{ to_group('orders.shipping_amount') }} as shipping_amount_group,
        {{ to_group('orders.tax_amount') }} as tax_amount_group,
        cast(coalesce(line_counts.line_count, 0) as integer) as line_count
    from orders
    left join {{ ref('xref_customer') }} as customers
        on orders.source_name = customers.source_name and orders.party_record_id = customers.party_record_id
    left join {{ ref('dim_legal_entity') }} as entities
        on orders.source_name = entities.source_name and orders.legal_entity_id = entities.legal_entity_id
    left join {{ ref('dim_channel') }} as channels on orders.channel_code = channels.channel_code
    left join {{ ref('country_market') }} as countries on orders.ship_country_code = countries.country_code
    left join line_counts
        on orders.source_name = line_counts.source_name and orders.sales_order_id = line_counts.sales_order_id
    {{ join_rate('orders.currency_code', 'orders.order_date') }}
)

select * from final
