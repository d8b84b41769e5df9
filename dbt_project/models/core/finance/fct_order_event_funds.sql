-- Money counts on the day that it is on our bank account: a payment that a provider or courier reports on is a promise,
-- their deposit is money; a payment of any other means is money on its day.
with

payments as (
    select
        payments.*,
        coalesce(methods.is_reported, false) as is_reported
    from {{ ref('fct_payment') }} as payments
    left join {{ ref('xref_payment_method') }} as methods
        on
            payments.source_name = methods.source_name
            and coalesce(payments.payment_method_code, 'unknown') = methods.payment_method_code
    where payments.is_successful and payments.sales_order_key <> 'unknown'
),

invoices as (
    select
        {{ source_key('invoices', 'invoice_id') }} as invoice_key,
        invoices.source_name || ':' || invoices.sales_order_id as sales_order_key,
        invoices.invoice_number,
        invoices.invoice_date
    from {{ ref('invoice') }} as invoices
    where {{ alive('invoices') }} and invoices.sales_order_id is not null
),

statements as (
    select
        sales_order_key, source_name, statement_id, payout_key, currency_code,
        max(posting_date) as posting_date,
        cast(sum(settlement_amount) as decimal(18, 4)) as settlement_amount
    from {{ ref('fct_settlement_line') }}
    where sales_order_key <> 'unknown' and coalesce(settlement_line_type <> 'transfer', true)
    group by sales_order_key, source_name, statement_id, payout_key, currency_code
),

events as (
    select
        sales_order_key, case when payment_type = 'refund' then 'refund_paid' else 'payment' end as event_type,
        payment_date as event_date, payment_key as document_key, payment_method_code as document_text, currency_code,
        payment_amount as event_amount, not is_reported and payment_holder_type <> 'nobody'
        or lower(payment_method_code) not like '%gift%card%' and payment_holder_type = 'nobody' as is_cash
    from payments
    union all
    select
        refunds.source_name || ':' || refunds.sales_order_id as sales_order_key, 'refund_decided' as event_type,
        refunds.refund_date as event_date, {{ source_key('refunds', 'refund_id') }} as document_key,
        refunds.reversal_type as document_text, refunds.currency_code, -refunds.total_amount as event_amount,
        false as is_cash
    from {{ ref('refund') }} as refunds
    where {{ alive('refunds') }} and refunds.sales_order_id is not null
    union all
    select
        sales_order_key, 'invoice' as event_type, invoice_date as event_date, invoice_key as document_key,
        invoice_number as document_text, null as currency_code, null as event_amount, false as is_cash
    from invoices
    union all
    select
        invoices.sales_order_key, 'invoice_paid' as event_type, settlements.settlement_date as event_date,
        settlements.settlement_key as document_key, settlements.settlement_type as document_text,
        settlements.currency_code, settlements.settled_amount as event_amount,
        settlements.settlement_type not in ('credit_note', 'netting', 'write_off') as is_cash
    from {{ ref('fct_settlement') }} as settlements
    inner join invoices on settlements.invoice_key = invoices.invoice_key
    union all
    select
        sales_order_key, 'statement' as event_type, posting_date as event_date,
        source_name || ':' || coalesce(statement_id, '') || '/' || coalesce(payout_key, '') as document_key,
        statement_id as document_text, currency_code, settlement_amount as event_amount, false as is_cash
    from statements
    union all
    select
        statements.sales_order_key, 'payout' as event_type, payouts.payout_date as event_date,
        payouts.payout_key || '/' || statements.statement_id as document_key, payouts.provider_name as document_text,
        statements.currency_code, statements.settlement_amount as event_amount,
        payouts.payout_status = 'paid' as is_cash
    from statements
    inner join {{ ref('fct_payout') }} as payouts on statements.payout_key = payouts.payout_key
    union all
    select
        sales_order_key, 'cash_collected' as event_type, collection_date as event_date,
        cod_remittance_key as document_key, carrier_code as document_text, currency_code,
        collected_amount as event_amount, false as is_cash
    from {{ ref('fct_cod_remittance') }}
    where collected_amount is not null
    union all
    select
        sales_order_key, 'cash_remitted' as event_type, remitted_date as event_date,
        cod_remittance_key || '/remitted' as document_key, remittance_number as document_text, currency_code,
        remitted_amount as event_amount, true as is_cash
    from {{ ref('fct_cod_remittance') }}
    where remitted_amount is not null
),

valued as (
    select events.*, {{ to_group('events.event_amount') }} as event_amount_group
    from events
    {{ join_rate('events.currency_code', 'events.event_date') }}
    where events.event_date is not null and events.event_date <= {{ as_of() }}
),

final as (
    select
        sales_order_key || '/' || event_type || '/' || document_key || '/' || coalesce(currency_code, '')
            as order_event_key,
        sales_order_key,
        'funds' as flow_type,
        event_type,
        event_date,
        document_key,
        document_text,
        'recorded' as link_type,
        currency_code,
        cast(event_amount as decimal(18, 4)) as event_amount,
        event_amount_group,
        coalesce(is_cash, false) as is_cash
    from valued
    where sales_order_key is not null and sales_order_key <> 'unknown'
)

select * from final
