with

lines as (
    select *
    from {{ ref('journal_line') }} as lines
    where {{ alive('lines') }}
),

invoices as (
    select source_name, invoice_id, is_intercompany
    from {{ ref('invoice') }} as invoices
    where {{ alive('invoices') }}
),

final as (
    select
        {{ source_key('lines', 'journal_line_id') }} as journal_line_key,
        {{ source_key('lines', 'journal_entry_id') }} as journal_entry_key,
        lines.source_name,
        lines.journal_entry_number,
        {{ or_unknown('entities.legal_entity_key') }} as legal_entity_key,
        lines.journal_code,
        lines.journal_line_type,
        lines.account_code,
        lines.account_type,
        lines.source_name || ':' || lines.invoice_id as invoice_key,
        lines.party_record_id,
        -- Debtors are customers, creditors suppliers; on other accounts neither applies.
        case when lines.account_type = 'receivable' then {{ or_unknown('customers.customer_key') }} end as customer_key,
        case when lines.account_type = 'payable' then {{ or_unknown('suppliers.supplier_key') }} end as supplier_key,
        products.product_key,
        lines.posting_date,
        {{ posting_date('entities.legal_entity_key', 'lines.posting_date', 'lines.entered_at') }} as accounting_date,
        {{ is_late_for_period('lines.entered_at') }} as is_late,
        lines.document_date,
        lines.entered_at,
        coalesce(lines.currency_code, lines.local_currency_code) as currency_code,
        case when lines.currency_code is null then lines.local_amount else lines.document_amount end as journal_amount,
        lines.local_currency_code,
        lines.local_amount as journal_amount_local,
        {{ to_group('lines.local_amount') }} as journal_amount_group,
        lines.is_reconciled,
        coalesce(lines.is_intercompany, invoices.is_intercompany, false) as is_intercompany
    from lines
    {{ join_entity('lines') }}
    left join invoices on lines.source_name = invoices.source_name and lines.invoice_id = invoices.invoice_id
    left join {{ ref('xref_customer') }} as customers
        on lines.source_name = customers.source_name and lines.party_record_id = customers.party_record_id
    left join {{ ref('xref_supplier') }} as suppliers
        on lines.source_name = suppliers.source_name and lines.party_record_id = suppliers.supplier_id
    left join {{ ref('xref_product') }} as products
        on lines.source_name = products.source_name and lines.product_variant_id = products.product_variant_id
    {{ join_period('entities.legal_entity_key', 'lines.posting_date') }}
    {{ join_rate('lines.local_currency_code', 'lines.posting_date') }}
)

select * from final
