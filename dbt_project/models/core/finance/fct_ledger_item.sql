with

journal as (
    select *
    from {{ ref('fct_journal_line') }}
    where account_type in ('receivable', 'payable') and coalesce(posting_date <= {{ as_of() }}, true)
),

-- Each pair takes from its debit and from its credit; of documents in two currencies each gives the same share.
pairs as (
    select debit_line_key as journal_line_key, paired_amount, settled_amount_local
    from {{ ref('fct_settlement') }}
    where debit_line_key is not null and coalesce(settlement_date <= {{ as_of() }}, true)
    union all
    select credit_line_key as journal_line_key, paired_amount, settled_amount_local
    from {{ ref('fct_settlement') }}
    where credit_line_key is not null and coalesce(settlement_date <= {{ as_of() }}, true)
),

settled as (
    select
        journal.journal_line_key,
        sum(
            coalesce(
                cast(pairs.paired_amount as double),
                abs(cast(journal.journal_amount as double))
                * abs(pairs.settled_amount_local) / nullif(abs(journal.journal_amount_local), 0)
            )
        ) as settled_amount
    from pairs
    inner join journal on pairs.journal_line_key = journal.journal_line_key
    group by journal.journal_line_key
),

-- Receivables count what is owed to us, payables what we owe; a payment on account or a credit note is negative.
ledger_items as (
    select
        journal.*,
        case when journal.account_type = 'payable' then -1 else 1 end as side,
        cast(
            journal.journal_amount - sign(journal.journal_amount) * coalesce(settled.settled_amount, 0)
            as decimal(18, 4)
        ) as open_amount
    from journal
    left join settled on journal.journal_line_key = settled.journal_line_key
),

invoices as (
    select {{ source_key('invoices', 'invoice_id') }} as invoice_key, invoices.*
    from {{ ref('invoice') }} as invoices
    where {{ alive('invoices') }}
),

final as (
    select
        ledger_items.journal_line_key as open_item_key,
        ledger_items.source_name,
        ledger_items.legal_entity_key,
        ledger_items.account_type,
        ledger_items.account_code,
        ledger_items.party_record_id,
        ledger_items.customer_key,
        ledger_items.supplier_key,
        ledger_items.is_intercompany,
        coalesce(
            invoices.invoice_type,
            case when ledger_items.journal_line_type = 'opening' then 'opening' else 'on_account' end
        ) as document_type,
        coalesce(invoices.invoice_number, ledger_items.journal_entry_number) as document_number,
        ledger_items.invoice_key,
        coalesce(invoices.invoice_date, ledger_items.posting_date) as document_date,
        coalesce(invoices.due_date, ledger_items.posting_date) as due_date,
        ledger_items.posting_date,
        coalesce(ledger_items.currency_code, ledger_items.local_currency_code) as currency_code,
        cast(ledger_items.side * ledger_items.journal_amount as decimal(18, 4)) as original_amount,
        cast(ledger_items.side * ledger_items.open_amount as decimal(18, 4)) as open_amount,
        ledger_items.local_currency_code,
        {{ round_money(
            'ledger_items.side * cast(ledger_items.journal_amount_local as double)'
            ~ ' * ledger_items.open_amount / nullif(ledger_items.journal_amount, 0)',
            'coalesce(local_units.minor_unit, 2)'
        ) }} as open_amount_local
    from ledger_items
    left join {{ ref('currency') }} as local_units on ledger_items.local_currency_code = local_units.currency_code
    left join invoices on ledger_items.invoice_key = invoices.invoice_key
    where ledger_items.open_amount <> 0
)

select * from final
