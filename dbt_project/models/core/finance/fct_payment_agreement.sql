with

-- Statements name orders by their numbers: a payment whose order was refused can meet none of them.
payments as (
    select payments.*
    from {{ ref('fct_payment') }} as payments
    inner join {{ ref('fct_order') }} as orders on payments.sales_order_key = orders.sales_order_key
    inner join {{ ref('xref_payment_method') }} as methods
        on
            payments.source_name = methods.source_name
            and payments.payment_method_code = methods.payment_method_code
    where
        methods.is_reported and payments.is_successful and not payments.is_test
        and coalesce(payments.payment_date <= {{ as_of() }}, true)
        -- Money that goes back to a customer does not go back through the courier.
        and (payments.payment_holder_type = 'provider' or payments.payment_amount > 0)
),

paid as (
    select
        sales_order_key,
        currency_code,
        payment_holder_type,
        min(source_name) as source_name,
        min(legal_entity_key) as legal_entity_key,
        min(payment_method_code) as counterparty_name,
        max(payment_date) as document_date,
        sum(payment_amount) as paid_amount
    from payments
    group by sales_order_key, currency_code, payment_holder_type
),

accounted as (
    select
        sales_order_key, currency_code, 'provider' as payment_holder_type, min(source_name) as source_name,
        max(posting_date) as document_date, sum(settlement_amount) as accounted_amount
    from {{ ref('fct_settlement_line') }}
    where
        settlement_line_type in ('principal', 'tax', 'shipping', 'refund', 'chargeback')
        and not {{ is_platform_sale('channel_code') }} and coalesce(posting_date <= {{ as_of() }}, true)
    group by sales_order_key, currency_code
    union all
    select
        sales_order_key, currency_code, 'cod_carrier' as payment_holder_type, min(source_name) as source_name,
        max(collection_date) as document_date, sum(collected_amount) as accounted_amount
    from {{ ref('fct_cod_remittance') }}
    where coalesce(collection_date <= {{ as_of() }}, true)
    group by sales_order_key, currency_code
),

final as (
    select
        coalesce(paid.sales_order_key, accounted.sales_order_key)
        || '/' || coalesce(paid.payment_holder_type, accounted.payment_holder_type)
        || '/' || coalesce(paid.currency_code, accounted.currency_code, '') as payment_agreement_key,
        coalesce(paid.sales_order_key, accounted.sales_order_key) as sales_order_key,
        coalesce(paid.payment_holder_type, accounted.payment_holder_type) as payment_holder_type,
        paid.source_name,
        coalesce(orders.is_test, false) as is_test,
        accounted.source_name as accounted_source_name,
        {{ or_unknown('paid.legal_entity_key') }} as legal_entity_key,
        paid.counterparty_name,
        coalesce(paid.document_date, accounted.document_date) as document_date,
        coalesce(paid.currency_code, accounted.currency_code) as currency_code,
        cast(coalesce(paid.paid_amount, 0) as decimal(18, 4)) as paid_amount,
        cast(coalesce(accounted.accounted_amount, 0) as decimal(18, 4)) as accounted_amount
    from paid
    full join accounted
        on
            paid.sales_order_key = accounted.sales_order_key
            and paid.currency_code = accounted.currency_code
            and paid.payment_holder_type = accounted.payment_holder_type
    left join {{ ref('fct_order') }} as orders
        on coalesce(paid.sales_order_key, accounted.sales_order_key) = orders.sales_order_key
)

select * from final
