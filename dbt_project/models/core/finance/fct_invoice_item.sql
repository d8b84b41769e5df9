with

invoices as (
    select {{ source_key('invoices', 'invoice_id') }} as invoice_key, invoices.*
    from {{ ref('invoice') }} as invoices
    where {{ alive('invoices') }}
),

-- A system that sends invoices and no ledger says itself what is open, or it is what no settlement pays.
paid as (
    select invoice_key, sum(abs(settled_amount)) as settled_amount
    from {{ ref('fct_settlement') }}
    where coalesce(settlement_date <= {{ as_of() }}, true)
    group by invoice_key
),

items as (
    select
        invoices.invoice_key as open_item_key,
        invoices.source_name,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        case when invoices.invoice_type like 'payable%' then 'payable' else 'receivable' end as account_type,
        cast(null as varchar) as account_code,
        invoices.party_record_id,
        case when invoices.invoice_type like 'receivable%' then {{ or_unknown('customers.customer_key') }} end
            as customer_key,
        case when invoices.invoice_type like 'payable%' then {{ or_unknown('suppliers.supplier_key') }} end
            as supplier_key,
        coalesce(invoices.is_intercompany, false) as is_intercompany,
        invoices.invoice_type as document_type,
        invoices.invoice_number as document_number,
        invoices.invoice_key,
        invoices.invoice_date as document_date,
        coalesce(invoices.due_date, invoices.invoice_date) as due_date,
        coalesce(invoices.posting_date, invoices.invoice_date) as posting_date,
        invoices.currency_code,
        invoices.total_amount as original_amount,
        cast(coalesce(
            invoices.open_amount,
            invoices.total_amount - sign(invoices.total_amount) * coalesce(paid.settled_amount, 0)
        ) as decimal(18, 4)) as open_amount,
        entities.functional_currency_code as local_currency_code,
        cast(null as decimal(18, 4)) as open_amount_local
    from invoices
    {{ join_entity('invoices') }}
    left join paid on invoices.invoice_key = paid.invoice_key
    left join {{ ref('xref_customer') }} as customers
        on invoices.source_name = customers.source_name and invoices.party_record_id = customers.party_record_id
    left join {{ ref('xref_supplier') }} as suppliers
        on invoices.source_name = suppliers.source_name and invoices.party_record_id = suppliers.supplier_id
    where
        coalesce(invoices.is_posted, true) and not coalesce(invoices.is_cancelled, false)
        and coalesce(invoices.invoice_date <= {{ as_of() }}, true)
        and not exists (
            select 1 from {{ ref('fct_journal_line') }} as journal
            where journal.source_name = invoices.source_name
        )
),

final as (
    select *
    from items
    where open_amount <> 0
)

select * from final
