with

orders as (
    select * exclude (channel_code), channel_code as source_channel_code
    from {{ ref('sales_order') }} as orders
    where {{ alive('orders') }}
),

line_counts as (
    select source_name, sales_order_id, count(*) as line_count
    from {{ ref('sales_order_line') }} as lines
    where {{ alive('lines') }}
    group by source_name, sales_order_id
),

-- A customer whose tax number is that of one of our companies is one of them.
own_tax_numbers as (
    select distinct tax_id
    from {{ ref('legal_entity') }}
    where tax_id is not null
),

own_parties as (
    select parties.source_name, parties.party_record_id
    from {{ ref('party_record') }} as parties
    inner join own_tax_numbers on parties.tax_id = own_tax_numbers.tax_id
    where {{ alive('parties') }}
),

described as (
    select
        {{ source_key('orders', 'sales_order_id') }} as sales_order_key,
        {{ or_unknown('customers.customer_key') }} as customer_key,
        coalesce(own_entities.legal_entity_key, sellers.legal_entity_key, 'unknown') as legal_entity_key,
        {{ or_unknown('channels.channel_code') }} as channel_code,
        {{ or_unknown('countries.market_code') }} as market_code,
        own_parties.party_record_id is not null or coalesce(orders.order_type = 'intercompany', false)
            as is_intercompany,
        orders.*
    from orders
    left join {{ ref('xref_customer') }} as customers
        on orders.source_name = customers.source_name and orders.party_record_id = customers.party_record_id
    left join own_parties
        on orders.source_name = own_parties.source_name and orders.party_record_id = own_parties.party_record_id
    left join {{ ref('dim_legal_entity') }} as own_entities
        on orders.source_name = own_entities.source_name and orders.legal_entity_id = own_entities.legal_entity_id
    left join {{ ref('dim_channel') }} as channels on orders.source_channel_code = channels.channel_code
    left join {{ ref('country_market') }} as countries on orders.ship_country_code = countries.country_code
    left join {{ ref('xref_selling_entity') }} as sellers
        on coalesce(countries.country_code, 'unknown') = sellers.country_code
),

final as (
    select
        orders.sales_order_key,
        orders.source_name,
        orders.sales_order_id,
        orders.order_number,
        orders.order_date,
        {{ day_in_zone('orders.ordered_at', 'market_zones.time_zone', 'orders.order_date', 'market_days') }}
            as trade_date,
        {{ day_in_zone('orders.ordered_at', 'entities.time_zone', 'orders.order_date', 'entity_days') }}
            as finance_date,
        orders.ordered_at,
        orders.cancelled_at,
        orders.party_record_id,
        orders.customer_key,
        orders.legal_entity_key,
        orders.channel_code,
        case when orders.is_intercompany then 'intercompany' else orders.order_type end as order_type,
        orders.is_intercompany,
        orders.market_code,
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
    from described as orders
    left join {{ ref('dim_legal_entity') }} as entities on orders.legal_entity_key = entities.legal_entity_key
    left join {{ ref('country_time_zone') }} as market_zones on orders.ship_country_code = market_zones.country_code
    {{ join_zone_day('orders.ordered_at', 'market_zones.time_zone', 'market_days') }}
    {{ join_zone_day('orders.ordered_at', 'entities.time_zone', 'entity_days') }}
    left join line_counts
        on orders.source_name = line_counts.source_name and orders.sales_order_id = line_counts.sales_order_id
    {{ join_rate('orders.currency_code', 'orders.order_date') }}
)

select * from final
