with

payouts as (
    select *
    from {{ ref('payout') }} as payouts
    where {{ alive('payouts') }}
),

statements as (
    select source_name, payout_id, sum(line_amount) as line_amount, count(*) as line_count
    from {{ ref('settlement_line') }} as lines
    where {{ alive('lines') }} and payout_id is not null and coalesce(settlement_line_type <> 'transfer', true)
    group by source_name, payout_id
),

final as (
    select
        {{ source_key('payouts', 'payout_id') }} as payout_key,
        payouts.source_name,
        payouts.statement_id,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        coalesce(payouts.provider_name, payouts.source_name) as provider_name,
        payouts.payout_status,
        payouts.payout_date,
        payouts.currency_code,
        payouts.sales_amount,
        payouts.fee_amount,
        payouts.refund_amount,
        payouts.payout_amount,
        cast(coalesce(statements.line_amount, 0) as decimal(18, 4)) as line_amount,
        coalesce(statements.line_count, 0) as line_count,
        cast(statements.line_amount - payouts.payout_amount as decimal(18, 4)) as short_amount,
        {{ to_books('payouts.payout_amount', 'payouts.currency_code', 'entities.functional_currency_code') }}
            as payout_amount_local,
        {{ to_group('payouts.payout_amount') }} as payout_amount_group,
        payouts.bank_reference
    from payouts
    left join statements
        on payouts.source_name = statements.source_name and payouts.payout_id = statements.payout_id
    {{ join_entity('payouts') }}
    {{ join_local_rate('payouts.currency_code', 'entities.functional_currency_code', 'payouts.payout_date') }}
)

select * from final
