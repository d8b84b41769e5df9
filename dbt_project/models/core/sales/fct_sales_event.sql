with

lines as (
    select * from {{ ref('fct_order_line') }}
),

taken_back as (
    select
        order_line_key,
        {{ total('refunded_qty') }} as qty,
        {{ total('net_amount') }} as net_amount,
        {{ total('tax_amount') }} as tax_amount
    from {{ ref('fct_refund_line') }}
    where reversal_type = 'cancellation'
    group by order_line_key
),

-- Reversals are money off; their gross is their net.
reversals as (
    select
        {{ event_of_reversal('reversal_type') }} as event_type,
        reversal_type,
        'refund:' || refund_line_key as reference,
        sales_order_key, order_line_key, product_key, source_name, refunded_at as event_at, refund_date as event_date,
        cast(null as timestamp) as transferred_at, refunded_qty as event_qty, currency_code, net_amount as gross_amount,
        net_amount, coalesce(tax_amount, 0) as tax_amount
    from {{ ref('fct_refund_line') }}
    union all
    select
        'cancelled' as event_type, 'cancellation' as reversal_type, 'order:' || lines.order_line_key as reference,
        lines.sales_order_key, lines.order_line_key, lines.product_key, lines.source_name,
        orders.cancelled_at as event_at, coalesce(cast(orders.cancelled_at as date), lines.order_date) as event_date,
        cast(null as timestamp) as transferred_at, lines.ordered_qty - coalesce(taken_back.qty, 0) as event_qty,
        lines.currency_code, lines.net_amount - coalesce(taken_back.net_amount, 0) as gross_amount,
        lines.net_amount - coalesce(taken_back.net_amount, 0) as net_amount,
        coalesce(lines.tax_amount, 0) - coalesce(taken_back.tax_amount, 0) as tax_amount
    from lines
    inner join {{ ref('fct_order') }} as orders on lines.sales_order_key = orders.sales_order_key
    left join taken_back on lines.order_line_key = taken_back.order_line_key
    where
        lines.is_cancelled
        and (lines.net_amount <> coalesce(taken_back.net_amount, 0) or lines.ordered_qty > coalesce(taken_back.qty, 0))
    union all
    -- What a bank took back names no line; merchandise only where the source tells it from tax and shipping.
    select
        'charged_back' as event_type, 'chargeback' as reversal_type,
        'chargeback:' || source_name || ':' || refund_id as reference,
        {{ source_key('refunds', 'sales_order_id') }} as sales_order_key, 'unknown' as order_line_key,
        'unknown' as product_key, source_name, refunded_at as event_at, refund_date as event_date,
        cast(null as timestamp) as transferred_at, cast(null as decimal(18, 4)) as event_qty, currency_code,
        merchandise_amount as gross_amount, merchandise_amount as net_amount, tax_amount
    from {{ ref('refund') }} as refunds
    where {{ alive('refunds') }} and {{ order_is_alive('refunds') }} and reversal_type = 'chargeback'
),

events as (
    select
        'booked' as event_type, cast(null as varchar) as reversal_type, 'order:' || order_line_key as reference,
        sales_order_key, order_line_key, product_key, source_name, ordered_at as event_at, order_date as event_date,
        cast(null as timestamp) as transferred_at, ordered_qty as event_qty, currency_code, gross_amount, net_amount,
        coalesce(tax_amount, 0) as tax_amount
    from lines
    union all
    select
        'shipped' as event_type, null as reversal_type, shipped_line_key as reference, sales_order_key, order_line_key,
        product_key, source_name, shipped_at as event_at, ship_date as event_date, transferred_at,
        shipped_qty as event_qty, currency_code, gross_amount, net_amount, coalesce(tax_amount, 0) as tax_amount
    from {{ ref('fct_shipped_line') }}
    union all
    select * from reversals
),

ordered_events as (
    select
        events.*,
        cast(events.transferred_at as date) as transfer_shop_date,
        {{ or_unknown('orders.legal_entity_key') }} as order_entity_key,
        {{ or_unknown('orders.customer_key') }} as customer_key,
        {{ or_unknown('orders.market_code') }} as market_code,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        orders.order_type,
        coalesce(orders.is_intercompany, false) as is_intercompany,
        coalesce(orders.is_test, false) as is_test,
        orders.country_code
    from events
    left join {{ ref('fct_order') }} as orders on events.sales_order_key = orders.sales_order_key
    union all
    select
        'recognised' as event_type, reversal_type, recognised_sale_key as reference, sales_order_key,
        'unknown' as order_line_key, product_key, source_name, cast(null as timestamp) as event_at,
        invoice_date as event_date, cast(null as timestamp) as transferred_at, invoiced_qty as event_qty, currency_code,
        net_amount as gross_amount, net_amount, cast(null as decimal(18, 4)) as tax_amount,
        cast(null as date) as transfer_shop_date,
        legal_entity_key as order_entity_key, customer_key, market_code, channel_code, order_type, is_intercompany,
        false as is_test, country_code
    from {{ ref('fct_recognised_sale') }}
),

dated as (
    select
        events.*,
        entities.group_legal_entity_key as legal_entity_key,
        entities.functional_currency_code as local_currency_code,
        {{ day_in_zone('events.event_at', 'market_zones.time_zone', 'events.event_date', 'market_days') }}
            as trade_date,
        {{ day_in_zone('events.event_at', 'entities.time_zone', 'events.event_date', 'entity_days') }} as finance_date,
        {{ day_in_zone('events.transferred_at', 'entities.time_zone', 'events.transfer_shop_date', 'transfer_days') }}
            as transfer_date
    from ordered_events as events
    left join {{ ref('dim_legal_entity') }} as entities on events.order_entity_key = entities.legal_entity_key
    left join {{ ref('country_time_zone') }} as market_zones on events.country_code = market_zones.country_code
    {{ join_zone_day('events.event_at', 'market_zones.time_zone', 'market_days') }}
    {{ join_zone_day('events.event_at', 'entities.time_zone', 'entity_days') }}
    {{ join_zone_day('events.transferred_at', 'entities.time_zone', 'transfer_days') }}
),

final as (
    select
        dated.event_type || ':' || dated.reference as sales_event_key,
        dated.event_type, dated.reversal_type,
        dated.sales_order_key, dated.order_line_key, dated.product_key, dated.source_name,
        dated.customer_key,
        dated.legal_entity_key,
        dated.market_code,
        dated.channel_code,
        dated.order_type, dated.is_intercompany, dated.is_test,
        dated.event_date as shop_date,
        dated.trade_date,
        dated.finance_date,
        dated.transfer_date,
        dated.transfer_shop_date,
        dated.event_qty,
        dated.currency_code,
        dated.gross_amount,
        dated.net_amount,
        dated.tax_amount,
        dated.local_currency_code,
        dated.gross_amount - dated.net_amount as discount_amount,
        {{ converted_amounts('dated', 'local', to_local, ['dated.currency_code', 'dated.local_currency_code']) }},
        {{ converted_amounts('dated', 'group', to_group, []) }},
        {{ to_group('dated.net_amount', 'base_rates') }} as net_amount_constant_group,
        rates.exchange_rate is null as is_rate_missing
    from dated
    {{ join_rate('dated.currency_code', 'dated.event_date') }}
    {{ join_functional_rate('dated.currency_code', 'dated.local_currency_code', 'dated.event_date') }}
    {{ join_rate('dated.currency_code', 'dated.event_date', 'base_rates', rate_type='base') }}
)

select * from final
