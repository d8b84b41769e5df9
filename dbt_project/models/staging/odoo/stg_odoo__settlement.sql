with pairs as (

    select * from {{ ref('base_odoo__account_partial_reconcile') }}

),

lines as (

    select * from {{ ref('base_odoo__account_move_line') }}

),

moves as (

    select * from {{ ref('base_odoo__account_move') }}

),

journals as (

    select * from {{ ref('base_odoo__account_journal') }}

),

companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

items as (

    select
        lines.*,
        moves.payment_id,
        journals.journal_type,
        moves.move_type <> 'entry' as is_document,
        moves.move_type in ('out_refund', 'in_refund') as is_credit_note
    from lines
    left join moves
        on lines.source_name = moves.source_name and lines.move_id = moves.move_id
    left join journals
        on moves.source_name = journals.source_name and moves.journal_id = journals.journal_id

),

final as (

    select
        cast(pairs.pair_id as varchar) as settlement_id,
        case
            when debits.is_document and not debits.is_credit_note then cast(debits.move_id as varchar)
            when credits.is_document then cast(credits.move_id as varchar)
            else cast(debits.move_id as varchar)
        end as invoice_id,
        case
            when debits.is_document and credits.is_document
                then cast(case when credits.is_credit_note then credits.move_id else debits.move_id end as varchar)
        end as credit_invoice_id,
        cast(coalesce(debits.payment_id, credits.payment_id) as varchar) as payment_id,
        cast(null as varchar) as payout_id,
        cast(debits.company_id as varchar) as legal_entity_id,
        cast(coalesce(debits.partner_id, credits.partner_id) as varchar) as party_record_id,
        case
            when debits.is_document and credits.is_document then 'credit_note'
            when 'cash' in (debits.journal_type, credits.journal_type) then 'cash'
            when 'bank' in (debits.journal_type, credits.journal_type) then 'bank'
            else 'netting'
        end as settlement_type,
        pairs.create_date as settled_at,
        coalesce(pairs.settlement_date, cast(pairs.create_date as date)) as settlement_date,
        currencies.currency_code,
        case when debits.is_document then pairs.amount else -pairs.amount end as settled_amount,
        cast(null as decimal(18, 4)) as cash_discount_amount,
        cast(null as decimal(18, 4)) as exchange_difference_amount,
        cast(pairs.debit_line_id as varchar) as debit_line_id,
        cast(pairs.credit_line_id as varchar) as credit_line_id,
        pairs.source_name,
        'odoo' as vendor,
        coalesce(pairs.create_date, pairs._extracted_at) as updated_at,
        pairs._is_deleted as is_deleted,
        pairs._batch_id as batch_id
    from pairs
    left join items as debits
        on pairs.source_name = debits.source_name and pairs.debit_line_id = debits.line_id
    left join items as credits
        on pairs.source_name = credits.source_name and pairs.credit_line_id = credits.line_id
    left join companies
        on debits.source_name = companies.source_name and debits.company_id = companies.company_id
    left join currencies
        on companies.source_name = currencies.source_name and companies.currency_id = currencies.currency_id
    where coalesce(debits.is_document, false) or coalesce(credits.is_document, false)

)

select * from final
