with refunds as (

    select * from {{ ref('base_vendure__refund') }}

),

payments as (

    select * from {{ ref('base_vendure__payment') }}

),

orders as (

    select * from {{ ref('base_vendure__orders') }}

),

final as (

    select
        refunds.refund_id,
        coalesce(orders.aggregate_order_id, payments.order_id) as sales_order_id,
        cast(null as varchar) as legal_entity_id,
        case when orders.state = 'Cancelled' then 'cancellation' end as reversal_type,
        nullif(refunds.reason, '') as reason_code,
        refunds.created_at as refunded_at,
        cast(refunds.created_at as date) as refund_date,
        orders.currency_code,
        cast(null as decimal(18, 4)) as merchandise_amount,
        cast(null as decimal(18, 4)) as shipping_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        cast(null as decimal(18, 4)) as adjustment_amount,
        {{ vendure_money('refunds.total_minor', 'orders.currency_code') }} as total_amount,
        cast(null as boolean) as is_restocking_fee_kept,
        refunds.source_name,
        'vendure' as vendor,
        coalesce(refunds.updated_at, refunds._extracted_at) as updated_at,
        refunds._is_deleted as is_deleted,
        refunds._batch_id as batch_id
    from refunds
    left join payments on refunds.source_name = payments.source_name and refunds.payment_id = payments.payment_id
    left join orders on payments.source_name = orders.source_name and payments.order_id = orders.order_id

)

select * from final
