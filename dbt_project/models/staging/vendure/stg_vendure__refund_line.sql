with refund_lines as (

    select * from {{ ref('base_vendure__order_line_reference') }}
    where reference_type = 'RefundLine'

),

refunds as (

    select * from {{ ref('base_vendure__refund') }}

),

priced as (

    {{ vendure_priced('order_line', 'lines.quantity', 'lines.ordered_quantity', 'lines.adjustments') }}

),

shipped as (

    select
        source_name,
        line_id,
        count(*) as fulfillment_count
    from {{ ref('base_vendure__order_line_reference') }}
    where reference_type = 'FulfillmentLine' and not _is_deleted
    group by source_name, line_id

),

valued as (

    select
        refund_lines.*,
        priced.order_id,
        priced.currency_code,
        priced.unit_net_minor,
        priced.unit_with_tax_minor - priced.unit_net_minor as unit_tax_minor,
        greatest(0, priced.ordered_quantity - priced.quantity) as cancelled_pieces,
        greatest(0, refund_lines.quantity - greatest(0, priced.ordered_quantity - priced.quantity)) as sold_pieces
    from refund_lines
    left join priced on refund_lines.source_name = priced.source_name and refund_lines.line_id = priced.line_id

),

final as (

    select
        valued.reference_id as refund_line_id,
        valued.refund_id,
        valued.order_id as sales_order_id,
        valued.line_id as sales_order_line_id,
        valued.created_at as refunded_at,
        cast(valued.created_at as date) as refund_date,
        valued.quantity as refunded_qty,
        valued.currency_code,
        {{ vendure_money('valued.unit_net_minor * valued.sold_pieces', 'valued.currency_code') }} as net_amount,
        {{ vendure_money('valued.unit_tax_minor * valued.sold_pieces', 'valued.currency_code') }} as tax_amount,
        case
            when coalesce(valued.cancelled_pieces, 0) = 0 then 'appeasement'
            when shipped.fulfillment_count > 0 then 'customer_return'
            else 'cancellation'
        end as reversal_type,
        nullif(refunds.reason, '') as reason_code,
        valued.source_name,
        'vendure' as vendor,
        coalesce(valued.updated_at, valued._extracted_at) as updated_at,
        valued._is_deleted or coalesce(refunds._is_deleted, false) as is_deleted,
        valued._batch_id as batch_id
    from valued
    left join refunds on valued.source_name = refunds.source_name and valued.refund_id = refunds.refund_id
    left join shipped on valued.source_name = shipped.source_name and valued.line_id = shipped.line_id

)

select * from final
