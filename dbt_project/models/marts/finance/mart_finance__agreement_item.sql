with

-- Paid in one currency and accounted for in another: the provider converted it, and each stands in its own.
converted as (
    select sales_order_key, payment_holder_type, true as is_converted
    from {{ ref('fct_payment_agreement') }}
    where sales_order_key <> 'unknown'
    group by sales_order_key, payment_holder_type
    having
        count(*) filter (where paid_amount <> 0 and accounted_amount = 0) > 0
        and count(*) filter (where paid_amount = 0 and accounted_amount <> 0) > 0
),

of_payments as (
    select
        'shop_payout' as pair_type,
        case
            when payments.source_name is null then 'statement_without_payment'
            when payments.paid_amount < payments.accounted_amount then 'refund_not_on_a_statement'
            when payments.payment_holder_type = 'cod_carrier' then 'cash_not_remitted'
            else 'payment_not_on_a_statement'
        end as item_type,
        case
            when payments.is_test then 'test_and_voided'
            when converted.is_converted then 'exchange'
            when
                {{ as_of() }} - payments.document_date
                <= case
                    when payments.payment_holder_type = 'cod_carrier' then {{ grace_days('carrier_payout') }}
                    else {{ grace_days('shop_payout') }}
                end
                then 'timing'
            when payments.source_name is not null and payments.paid_amount < payments.accounted_amount then 'refunds'
            else 'unexplained'
        end as cause_type,
        coalesce(payments.source_name, 'unknown') as source_name,
        payments.accounted_source_name as other_source_name, payments.legal_entity_key,
        payments.counterparty_name as document_number, payments.sales_order_key,
        payments.payment_agreement_key as subject_key, payments.document_date as item_date, payments.currency_code,
        payments.paid_amount as document_amount,
        payments.paid_amount - payments.accounted_amount as difference_amount,
        cast(null as decimal(18, 4)) as difference_qty, true as is_open
    from {{ ref('fct_payment_agreement') }} as payments
    left join converted
        on
            payments.sales_order_key = converted.sales_order_key
            and payments.payment_holder_type = converted.payment_holder_type
    where payments.paid_amount <> payments.accounted_amount
),

of_payouts as (
    select
        'statement_payout' as pair_type, 'payout_short' as item_type, 'unexplained' as cause_type, source_name,
        provider_name as other_source_name, legal_entity_key, statement_id as document_number,
        'unknown' as sales_order_key, payout_key as subject_key, payout_date as item_date,
        currency_code, short_amount as document_amount,
        short_amount as difference_amount, cast(null as decimal(18, 4)) as difference_qty, true as is_open
    from {{ ref('fct_payout') }}
    where short_amount <> 0 and payout_status = 'paid' and payout_date <= {{ as_of() }}
    union all
    select
        'payout_ledger' as pair_type,
        case when journal_line_key is null then 'payout_not_in_ledger' else 'ledger_has_more_than_arrived' end
            as item_type,
        case
            when {{ as_of() }} - payout_date <= {{ grace_days('payout_ledger') }} then 'timing' else 'unexplained'
        end as cause_type,
        source_name, provider_name as other_source_name, legal_entity_key, statement_id as document_number,
        'unknown' as sales_order_key, payout_key as subject_key, payout_date as item_date, currency_code,
        payout_amount as document_amount, payout_amount - booked_amount as difference_amount, null as difference_qty,
        true as is_open
    from {{ ref('fct_payout_agreement') }}
    where payout_amount <> booked_amount
),

of_companies as (
    select
        'company_company' as pair_type,
        case when buyer_invoice_key is null then 'invoice_not_booked_by_buyer' else 'bill_not_invoiced_by_seller' end
            as item_type,
        case
            when {{ as_of() }} - document_date <= {{ grace_days('company_company') }} then 'timing'
            else 'intercompany'
        end as cause_type,
        source_name, other_source_name,
        case when buyer_invoice_key is null then seller_entity_key else buyer_entity_key end as legal_entity_key,
        document_number, 'unknown' as sales_order_key, intercompany_agreement_key as subject_key,
        document_date as item_date, currency_code, invoiced_amount + booked_amount as document_amount,
        invoiced_amount - booked_amount as difference_amount, cast(null as decimal(18, 4)) as difference_qty,
        true as is_open
    from {{ ref('fct_intercompany_agreement') }}
    where invoiced_amount <> booked_amount
),

items as (
    select
        pair_type, item_type, cause_type, source_name, other_source_name, legal_entity_key, document_number,
        sales_order_key, subject_key, item_date, currency_code, document_amount, difference_amount, difference_qty,
        is_open
    from {{ ref('fct_order_disagreement') }}
    union all
    select * from of_payments
    union all
    select * from of_payouts
    union all
    select * from of_companies
),

final as (
    select
        items.item_type || '/' || items.subject_key as agreement_item_key,
        items.pair_type,
        items.item_type,
        items.cause_type,
        case items.pair_type
            when 'shop_erp' then 'Sales operations' when 'erp_warehouse' then 'Supply chain' else 'Finance'
        end as owner_name,
        items.source_name,
        items.other_source_name,
        items.legal_entity_key,
        items.document_number,
        items.sales_order_key,
        items.item_date,
        cast({{ as_of() }} - items.item_date as integer) as age_days,
        items.is_open,
        items.currency_code,
        cast(items.document_amount as decimal(18, 4)) as document_amount,
        cast(items.difference_amount as decimal(18, 4)) as difference_amount,
        {{ to_group('items.difference_amount') }} as difference_amount_group,
        cast(items.difference_qty as decimal(18, 4)) as difference_qty
    from items
    {{ join_rate('items.currency_code', 'items.item_date') }}
)

select * from final
