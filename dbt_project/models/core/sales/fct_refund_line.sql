with

refunds as (
    select *
    from {{ ref('refund_line') }} as refunds
    where {{ alive('refunds') }} and {{ order_is_alive('refunds') }}
),

-- The order is the refund's own or that of its line; a refund of which neither has arrived points to unknown members.
described as (
    select
        {{ source_key('refunds', 'refund_line_id') }} as refund_line_key,
        coalesce(
            refunds.source_name || ':' || refunds.sales_order_id,
            lines.sales_order_key,
            'unknown'
        ) as sales_order_key,
        {{ source_key('refunds', 'sales_order_line_id') }} as order_line_key,
        {{ or_unknown('lines.product_key') }} as product_key,
        lines.order_date as line_order_date,
        refunds.*
    from refunds
    left join {{ ref('fct_order_line') }} as lines
        on
            refunds.source_name = lines.source_name
            and refunds.sales_order_line_id = lines.sales_order_line_id
),

final as (
    select
        described.refund_line_key,
        described.sales_order_key,
        described.order_line_key,
        described.source_name,
        described.refund_id,
        described.sales_order_line_id,
        described.refunded_at,
        described.refund_date,
        coalesce(described.line_order_date, orders.order_date) as order_date,
        {{ or_unknown('orders.customer_key') }} as customer_key,
        described.product_key,
        {{ or_unknown('orders.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        {{ or_unknown('orders.market_code') }} as market_code,
        -- Goods that come back while no money goes back were exchanged.
        case
            when described.reversal_type = 'customer_return' and described.net_amount > 0 and refunds.total_amount = 0
                then 'exchange'
            else described.reversal_type
        end as reversal_type,
        described.reason_code,
        coalesce(orders.is_cancelled, false) as is_cancelled,
        coalesce(orders.is_test, false) as is_test,
        coalesce(orders.is_intercompany, false) as is_intercompany,
        described.currency_code,
        described.refunded_qty,
        described.net_amount,
        described.tax_amount,
        {{ to_group('described.net_amount') }} as net_amount_group,
        {{ to_group('described.tax_amount') }} as tax_amount_group,
        rates.exchange_rate
    from described
    left join {{ ref('fct_order') }} as orders on described.sales_order_key = orders.sales_order_key
    left join {{ ref('refund') }} as refunds
        on
            described.source_name = refunds.source_name
            and described.refund_id = refunds.refund_id
            and not refunds.is_deleted
    {{ join_rate('described.currency_code', 'described.refund_date') }}
)

select * from final
