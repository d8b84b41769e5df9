with refunds as (

    select * from {{ ref('base_shopify__refunds') }}

),

refund_lines as (

    select * from {{ ref('base_shopify__refund_lines') }}

),

refund_adjustments as (

    select * from {{ ref('base_shopify__refund_adjustments') }}

),

orders as (

    select * from {{ ref('base_shopify__orders') }}

),

disputes as (

    select * from {{ ref('base_shopify__disputes') }}
    where dispute_type = 'CHARGEBACK' and status in ('LOST', 'ACCEPTED')

),

goods as (

    select
        refund_lines.source_name,
        refund_lines.refund_id,
        sum(
            refund_lines.net_amount
            - case
                when orders.is_tax_included and refund_lines.net_amount <> 0 then coalesce(refund_lines.tax_amount, 0)
                else 0
            end
        ) as merchandise_amount,
        sum(coalesce(refund_lines.tax_amount, 0)) as tax_amount,
        max(case when refund_lines.restock_type in ('RETURN', 'LEGACY_RESTOCK') then 1 else 0 end) as has_return,
        max(case when refund_lines.restock_type = 'CANCEL' then 1 else 0 end) as has_cancellation
    from refund_lines
    left join orders
        on refund_lines.source_name = orders.source_name and refund_lines.order_id = orders.order_id
    group by refund_lines.source_name, refund_lines.refund_id

),

extras as (

    select
        source_name,
        refund_id,
        sum(case when kind = 'SHIPPING' then net_amount else 0 end) as shipping_amount,
        sum(case when kind = 'SHIPPING' then coalesce(tax_amount, 0) else 0 end) as shipping_tax_amount,
        sum(case when kind = 'ADJUSTMENT' then -net_amount else 0 end) as adjustment_amount
    from refund_adjustments
    group by source_name, refund_id

),

given_back as (

    select
        {{ gid_number('refunds.refund_id') }} as refund_id,
        {{ gid_number('refunds.order_id') }} as sales_order_id,
        cast(null as varchar) as legal_entity_id,
        case
            when goods.has_return = 1 then 'customer_return'
            when goods.has_cancellation = 1 then 'cancellation'
            else 'appeasement'
        end as reversal_type,
        cast(null as varchar) as reason_code,
        refunds.created_at as refunded_at,
        cast(refunds.created_at as date) as refund_date,
        refunds.currency_code,
        cast(coalesce(goods.merchandise_amount, 0) as decimal(18, 4)) as merchandise_amount,
        cast(
            coalesce(extras.shipping_amount, 0)
            - case when orders.is_tax_included then coalesce(extras.shipping_tax_amount, 0) else 0 end as decimal(18, 4)
        ) as shipping_amount,
        cast(coalesce(goods.tax_amount, 0) + coalesce(extras.shipping_tax_amount, 0) as decimal(18, 4)) as tax_amount,
        cast(coalesce(extras.adjustment_amount, 0) as decimal(18, 4)) as adjustment_amount,
        refunds.total_amount,
        cast(null as boolean) as is_restocking_fee_kept,
        refunds.source_name,
        'shopify' as vendor,
        coalesce(refunds.created_at, refunds._extracted_at) as updated_at,
        refunds._is_deleted as is_deleted,
        refunds._batch_id as batch_id
    from refunds
    left join goods
        on refunds.source_name = goods.source_name and refunds.refund_id = goods.refund_id
    left join extras
        on refunds.source_name = extras.source_name and refunds.refund_id = extras.refund_id
    left join orders
        on refunds.source_name = orders.source_name and refunds.order_id = orders.order_id

),

taken_back as (

    select
        'ShopifyPaymentsDispute/' || {{ gid_number('dispute_id') }} as refund_id,
        {{ gid_number('order_id') }} as sales_order_id,
        cast(null as varchar) as legal_entity_id,
        'chargeback' as reversal_type,
        lower(reason) as reason_code,
        coalesce(cast(finalized_on as timestamp), initiated_at) as refunded_at,
        coalesce(finalized_on, cast(initiated_at as date)) as refund_date,
        currency_code,
        cast(null as decimal(18, 4)) as merchandise_amount,
        cast(null as decimal(18, 4)) as shipping_amount,
        cast(null as decimal(18, 4)) as tax_amount,
        cast(null as decimal(18, 4)) as adjustment_amount,
        amount as total_amount,
        cast(null as boolean) as is_restocking_fee_kept,
        source_name,
        'shopify' as vendor,
        coalesce(initiated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from disputes

),

final as (

    select * from given_back
    union all
    select * from taken_back

)

select * from final
