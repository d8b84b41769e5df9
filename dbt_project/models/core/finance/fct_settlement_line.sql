with

lines as (
    select *
    from {{ ref('settlement_line') }} as lines
    where {{ alive('lines') }}
),

final as (
    select
        {{ source_key('lines', 'settlement_line_id') }} as settlement_line_key,
        lines.source_name,
        lines.statement_id,
        lines.source_name || ':' || lines.payout_id as payout_key,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        lines.channel_code,
        {{ joined_order() }} as sales_order_key,
        lines.order_reference,
        case when coalesce(lines.product_variant_id, lines.sku) is not null then {{ joined_product() }} end
            as product_key,
        lines.settlement_line_type,
        lines.posting_date,
        lines.settled_qty,
        lines.currency_code,
        lines.line_amount as settlement_amount,
        {{ to_books('lines.line_amount', 'lines.currency_code', 'entities.functional_currency_code') }}
            as settlement_amount_local,
        {{ to_group('lines.line_amount') }} as settlement_amount_group
    from lines
    {{ join_order('lines') }}
    {{ join_entity('lines') }}
    {{ join_product('lines') }}
    {{ join_local_rate('lines.currency_code', 'entities.functional_currency_code', 'lines.posting_date') }}
)

select * from final
