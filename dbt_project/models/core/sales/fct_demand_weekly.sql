with

cancellations as (
    select order_line_key, sum(refunded_qty) as cancelled_qty
    from {{ ref('fct_refund_line') }}
    where reversal_type = 'cancellation'
    group by order_line_key
),

wanted as (
    select
        lines.product_key,
        lines.market_code,
        cast(date_trunc('week', lines.order_date) as date) as week_start_date,
        lines.ordered_qty
    from {{ ref('fct_order_line') }} as lines
    left join cancellations on lines.order_line_key = cancellations.order_line_key
    where
        not lines.is_test
        and not lines.is_cancelled
        and lines.order_date is not null
        and lines.ordered_qty > coalesce(cancellations.cancelled_qty, 0)
),

final as (
    select product_key, market_code, week_start_date, {{ total('ordered_qty') }} as demand_qty
    from wanted
    group by product_key, market_code, week_start_date
)

select * from final
