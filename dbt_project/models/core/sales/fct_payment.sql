with

final as (
    select
        {{ source_key('payments', 'payment_id') }} as payment_key,
        {{ source_key('payments', 'sales_order_id') }} as sales_order_key,
        payments.source_name,
        payments.payment_date,
        payments.payment_type,
        payments.payment_method_code,
        payments.payment_status,
        payments.currency_code,
        payments.payment_amount,
        {{ to_group('payments.payment_amount') }} as payment_amount_group
    from {{ ref('payment') }} as payments
    {{ join_rate('payments.currency_code', 'payments.payment_date') }}
    where {{ alive('payments') }} and {{ order_is_alive('payments') }}
)

select * from final
