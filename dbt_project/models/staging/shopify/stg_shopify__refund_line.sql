with refund_lines as (

    select * from {{ ref('base_shopify__refund_lines') }}

),

refunds as (

    select * from {{ ref('base_shopify__refunds') }}

),

orders as (

    select * from {{ ref('base_shopify__orders') }}

),

final as (

    select
        replace(refund_lines.refund_line_id, 'gid://shopify/RefundLineItem/', '') as refund_line_id,
        replace(refund_lines.refund_id, 'gid://shopify/Refund/', '') as refund_id,
        replace(coalesce(refund_lines.order_id, refunds.order_id), 'gid://shopify/Order/', '') as sales_order_id,
        replace(refund_lines.line_id, 'gid://shopify/LineItem/', '') as sales_order_line_id,
        refund_lines.created_at as refunded_at,
        cast(refund_lines.created_at as date) as refund_date,
        cast(refund_lines.quantity as decimal(18, 4)) as refunded_qty,
        refund_lines.currency_code,
        -- Where the tax alone goes back, there are no goods to take it out of.
        cast(
            refund_lines.net_amount - case
                when orders.is_tax_included and refund_lines.net_amount <> 0 then coalesce(refund_lines.tax_amount, 0)
                else 0
            end as decimal(18, 4)
        ) as net_amount,
        refund_lines.tax_amount,
        case when refund_lines.reason in ('REFUSED', 'LOST', 'UNDELIVERED') then 'undelivered' else coalesce(
            {{ map_code('refund_lines.restock_type', 'refund_line.reversal_type', {
                'CANCEL': 'cancellation', 'RETURN': 'customer_return', 'LEGACY_RESTOCK': 'customer_return',
                'NO_RESTOCK': 'appeasement'
            }) }},
            'unknown'
        ) end as reversal_type,
        lower(refund_lines.reason) as reason_code,
        refund_lines.source_name,
        'shopify' as vendor,
        coalesce(refund_lines.created_at, refund_lines._extracted_at) as updated_at,
        refund_lines._is_deleted as is_deleted,
        refund_lines._batch_id as batch_id
    from refund_lines
    left join refunds
        on refund_lines.source_name = refunds.source_name and refund_lines.refund_id = refunds.refund_id
    left join orders
        on refund_lines.source_name = orders.source_name and refund_lines.order_id = orders.order_id

)

select * from final
