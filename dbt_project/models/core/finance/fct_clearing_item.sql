-- Money that others hold for us: what customers paid to providers and at the door and nobody has accounted for, what
-- statements say and no deposit has paid, and what is missing in a deposit. What no partner reports on is not guessed.
with

-- Who carried an order; one that two carriers took is named after one of them.
carried as (
    select numbers.sales_order_key, min(movements.carrier_code) as carrier_code
    from {{ ref('fct_stock_movement') }} as movements
    inner join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number('movements.reference_id') }} = numbers.comparable_order_number
    where movements.movement_type = 'shipment' and movements.reference_type = 'sales_order'
    group by numbers.sales_order_key
),

items as (
    select
        agreed.payment_agreement_key as open_item_key,
        agreed.source_name,
        agreed.legal_entity_key,
        agreed.payment_holder_type as clearing_type,
        case
            when agreed.payment_holder_type = 'cod_carrier' and carried.carrier_code is not null
                then carried.carrier_code
            else agreed.counterparty_name
        end as counterparty_name,
        'payment' as document_type,
        orders.order_number as document_number,
        agreed.sales_order_key,
        agreed.document_date,
        agreed.currency_code,
        agreed.paid_amount as original_amount,
        agreed.paid_amount - agreed.accounted_amount as open_amount
    from {{ ref('fct_payment_agreement') }} as agreed
    left join {{ ref('fct_order') }} as orders on agreed.sales_order_key = orders.sales_order_key
    left join carried on agreed.sales_order_key = carried.sales_order_key
    where agreed.source_name is not null
    union all
    select
        lines.source_name || ':' || coalesce(lines.statement_id, 'none') || '/' || lines.currency_code as open_item_key,
        lines.source_name, min(lines.legal_entity_key) as legal_entity_key,
        max(case when {{ is_platform_sale('lines.channel_code') }} then 'platform' else 'provider' end)
            as clearing_type,
        lines.source_name as counterparty_name, 'statement' as document_type, lines.statement_id as document_number,
        'unknown' as sales_order_key, max(lines.posting_date) as document_date, lines.currency_code,
        sum(lines.settlement_amount) as original_amount, sum(lines.settlement_amount) as open_amount
    from {{ ref('fct_settlement_line') }} as lines
    left join {{ ref('fct_payout') }} as payouts on lines.payout_key = payouts.payout_key
    where
        coalesce(lines.settlement_line_type, 'unknown') <> 'transfer'
        and (payouts.payout_key is null or payouts.payout_status <> 'paid' or payouts.payout_date > {{ as_of() }})
    group by lines.source_name, lines.statement_id, lines.currency_code
    union all
    select
        payout_key as open_item_key, source_name, legal_entity_key, 'provider' as clearing_type,
        provider_name as counterparty_name, 'payout' as document_type, statement_id as document_number,
        'unknown' as sales_order_key, payout_date as document_date, currency_code, line_amount as original_amount,
        short_amount as open_amount
    from {{ ref('fct_payout') }}
    where short_amount <> 0 and payout_status = 'paid' and payout_date <= {{ as_of() }}
    union all
    select
        cod_remittance_key as open_item_key, source_name, legal_entity_key, 'cod_carrier' as clearing_type,
        carrier_code as counterparty_name, 'remittance' as document_type, order_reference as document_number,
        sales_order_key, collection_date as document_date, currency_code, collected_amount as original_amount,
        open_amount
    from {{ ref('fct_cod_remittance') }}
),

final as (
    select
        open_item_key,
        source_name,
        legal_entity_key,
        clearing_type,
        counterparty_name,
        document_type,
        document_number,
        sales_order_key,
        document_date,
        currency_code,
        cast(original_amount as decimal(18, 4)) as original_amount,
        cast(open_amount as decimal(18, 4)) as open_amount
    from items
    where open_amount <> 0
)

select * from final
