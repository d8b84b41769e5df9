with

final as (
    select
        {{ source_key('payments', 'payment_id') }} as payment_key,
        {{ source_key('payments', 'sales_order_id') }} as sales_order_key,
        payments.source_name,
        {{ or_unknown('orders.legal_entity_key') }} as legal_entity_key,
        {{ or_unknown('orders.customer_key') }} as customer_key,
        {{ or_unknown('orders.channel_code') }} as channel_code,
        payments.payment_date,
        payments.payment_type,
        payments.payment_method_code,
        {{ holder_of_payment('payments.payment_method_code') }} as payment_holder_type,
        payments.payment_status,
        coalesce(payments.payment_status in ('success', 'settled', 'paid', 'captured'), false) as is_successful,
        coalesce(orders.is_test, false) as is_test,
        payments.currency_code,
        payments.payment_amount,
        {{ to_books('payments.payment_amount', 'payments.currency_code', 'entities.functional_currency_code') }}
            as payment_amount_local,
        {{ to_group('payments.payment_amount') }} as payment_amount_group
    from {{ ref('payment') }} as payments
    left join {{ ref('fct_order') }} as orders
        on payments.source_name = orders.source_name and payments.sales_order_id = orders.sales_order_id
    left join {{ ref('dim_legal_entity') }} as entities on orders.legal_entity_key = entities.legal_entity_key
    {{ join_local_rate('payments.currency_code', 'entities.functional_currency_code', 'payments.payment_date') }}
    where {{ alive('payments') }} and {{ order_is_alive('payments') }}
)

select * from final
