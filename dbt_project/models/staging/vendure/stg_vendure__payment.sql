with payments as (

    select * from {{ ref('base_vendure__payment') }}

),

refunds as (

    select * from {{ ref('base_vendure__refund') }}

),

orders as (

    select * from {{ ref('base_vendure__orders') }}

),

moved as (

    select
        *,
        payment_id as movement_id,
        'sale' as payment_type,
        amount_minor as moved_minor,
        created_at as moved_at
    from payments
    union all by name
    select
        refunds.*,
        payments.order_id,
        'refund/' || refunds.refund_id as movement_id,
        'refund' as payment_type,
        -refunds.total_minor as moved_minor,
        refunds.created_at as moved_at
    from refunds
    left join payments on refunds.source_name = payments.source_name and refunds.payment_id = payments.payment_id

),

final as (

    select
        moved.movement_id as payment_id,
        coalesce(orders.aggregate_order_id, moved.order_id) as sales_order_id,
        moved.payment_type,
        lower(moved.method) as payment_method_code,
        coalesce(lower(moved.state), 'unknown') as payment_status,
        moved.moved_at as paid_at,
        cast(moved.moved_at as date) as payment_date,
        orders.currency_code,
        {{ vendure_money('moved.moved_minor', 'orders.currency_code') }} as payment_amount,
        moved.source_name,
        'vendure' as vendor,
        coalesce(moved.updated_at, moved._extracted_at) as updated_at,
        moved._is_deleted as is_deleted,
        moved._batch_id as batch_id
    from moved
    left join orders on moved.source_name = orders.source_name and moved.order_id = orders.order_id
    where moved.payment_type = 'refund' or orders.order_type is distinct from 'Seller'

)

select * from final
