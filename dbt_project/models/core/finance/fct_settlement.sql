with

settlements as (
    select *
    from {{ ref('settlement') }} as settlements
    where {{ alive('settlements') }}
),

journal as (
    select journal_line_key, posting_date, currency_code, journal_amount, journal_amount_local
    from {{ ref('fct_journal_line') }}
    where account_type in ('receivable', 'payable')
),

-- The side of a pair that it uses up says how much it is in the document's currency: a payment of an invoice is the
-- payment's amount, whatever the rate of its day.
paired as (
    select
        settlements.*,
        debits.journal_line_key as debit_line_key,
        credits.journal_line_key as credit_line_key,
        debits.currency_code as debit_currency_code,
        credits.currency_code as credit_currency_code,
        debits.journal_amount as debit_amount,
        credits.journal_amount as credit_amount,
        debits.journal_amount_local as debit_amount_local,
        credits.journal_amount_local as credit_amount_local,
        abs(settlements.settled_amount) / nullif(abs(cast(debits.journal_amount_local as double)), 0) as debit_share,
        abs(settlements.settled_amount) / nullif(abs(cast(credits.journal_amount_local as double)), 0) as credit_share
    from settlements
    left join journal as debits on settlements.source_name || ':' || settlements.debit_line_id = debits.journal_line_key
    left join journal as credits
        on settlements.source_name || ':' || settlements.credit_line_id = credits.journal_line_key
),

measured as (
    select
        *,
        coalesce(debit_currency_code = credit_currency_code, false) as is_one_currency,
        case
            when coalesce(abs(debit_share - 1), 1) <= coalesce(abs(credit_share - 1), 1)
                then least(debit_share, 1) * abs(debit_amount)
            else least(credit_share, 1) * abs(credit_amount)
        end as paired_amount
    from paired
),

final as (
    select
        {{ source_key('measured', 'settlement_id') }} as settlement_key,
        measured.source_name,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        measured.source_name || ':' || measured.invoice_id as invoice_key,
        measured.source_name || ':' || measured.credit_invoice_id as credit_invoice_key,
        measured.source_name || ':' || measured.payout_id as payout_key,
        measured.debit_line_key,
        measured.credit_line_key,
        measured.party_record_id,
        customers.customer_key,
        suppliers.supplier_key,
        measured.settlement_type,
        measured.settlement_date,
        measured.currency_code,
        measured.settled_amount,
        {{ to_books('measured.settled_amount', 'measured.currency_code', 'entities.functional_currency_code') }}
            as settled_amount_local,
        {{ to_group('measured.settled_amount') }} as settled_amount_group,
        measured.cash_discount_amount,
        case when measured.is_one_currency then measured.debit_currency_code end as document_currency_code,
        case
            when measured.is_one_currency
                then {{ round_money('measured.paired_amount', 'coalesce(units.minor_unit, 2)') }}
        end as paired_amount,
        -- Money in books at the day it came, less what the document stood at: a gain of a debtor, a loss of a creditor.
        coalesce(
            measured.exchange_difference_amount,
            case
                when
                    measured.is_one_currency
                    and measured.debit_currency_code <> measured.currency_code
                    and measured.debit_amount <> 0 and measured.credit_amount <> 0
                    then {{ round_money(
                        'measured.paired_amount * (measured.credit_amount_local / measured.credit_amount'
                        ~ ' - cast(measured.debit_amount_local as double) / measured.debit_amount)',
                        'coalesce(local_units.minor_unit, 2)'
                    ) }}
            end
        ) as exchange_difference_amount_local
    from measured
    {{ join_entity('measured') }}
    left join {{ ref('xref_customer') }} as customers
        on measured.source_name = customers.source_name and measured.party_record_id = customers.party_record_id
    left join {{ ref('xref_supplier') }} as suppliers
        on measured.source_name = suppliers.source_name and measured.party_record_id = suppliers.supplier_id
    left join {{ ref('currency') }} as units on measured.debit_currency_code = units.currency_code
    {{ join_local_rate('measured.currency_code', 'entities.functional_currency_code', 'measured.settlement_date') }}
)

select * from final
