with

orders as (
    select
        order_date,
        market_code,
        channel_code,
        count(*) as order_count,
        {{ total('shipping_amount_group') }} as shipping_amount_group,
        {{ total('tax_amount_group') }} as tax_amount_group
    from {{ ref('fct_order') }}
    where not is_test and not is_cancelled and {{ is_of_the_group() }}
    group by order_date, market_code, channel_code
),

lines as (
    select
        order_date,
        market_code,
        channel_code,
        {{ total('ordered_qty', 'not is_cancelled') }} as ordered_qty,
        {{ total('gross_amount_group', 'not is_cancelled') }} as gross_sales_amount_group,
        {{ total('discount_amount_group', 'not is_cancelled') }} as discount_amount_group,
        {{ total('net_amount_constant_group', 'not is_cancelled') }} as constant_sales_amount_group,
        {{ total('net_amount_group', 'is_cancelled') }} as cancelled_amount_group,
        {{ total('cost_amount_group', 'not is_cancelled') }} as cost_amount_group,
        count(*) filter (where exchange_rate is null) as missing_rate_line_count,
        count(*) filter (where cost_amount_group is null and not is_cancelled) as missing_cost_line_count
    from {{ ref('fct_order_line') }}
    where not is_test and {{ is_of_the_group() }}
    group by order_date, market_code, channel_code
),

-- By the day of the refund. The refund of an order that was cancelled is left out with the order's sale.
refunds as (
    select
        refund_date as order_date,
        market_code,
        channel_code,
        {{ total('net_amount_group') }} as refund_amount_group,
        count(*) filter (where exchange_rate is null) as missing_rate_line_count
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled and {{ is_of_the_group() }}
    group by refund_date, market_code, channel_code
),

-- Stacked and summed, so that a day with nothing but refunds, and a date that could not be read, has its row.
stacked as (
    select * from orders
    union all by name
    select * from lines
    union all by name
    select * from refunds
),

summed as (
    select
        order_date,
        market_code,
        channel_code,
        cast(coalesce(sum(order_count), 0) as bigint) as order_count,
        {{ total('ordered_qty') }} as ordered_qty,
        {{ total('gross_sales_amount_group') }} as gross_sales_amount_group,
        {{ total('discount_amount_group') }} as discount_amount_group,
        {{ total('refund_amount_group') }} as refund_amount_group,
        {{ total('constant_sales_amount_group') }} as constant_sales_amount_group,
        {{ total('shipping_amount_group') }} as shipping_amount_group,
        {{ total('tax_amount_group') }} as tax_amount_group,
        {{ total('cancelled_amount_group') }} as cancelled_amount_group,
        {{ total('cost_amount_group') }} as cost_amount_group,
        cast(coalesce(sum(missing_rate_line_count), 0) as bigint) as missing_rate_line_count,
        cast(coalesce(sum(missing_cost_line_count), 0) as bigint) as missing_cost_line_count
    from stacked
    group by order_date, market_code, channel_code
),

netted as (
    select *, gross_sales_amount_group - discount_amount_group - refund_amount_group as net_sales_amount_group
    from summed
),

final as (
    select
        order_date,
        market_code,
        channel_code,
        order_count,
        ordered_qty,
        gross_sales_amount_group,
        discount_amount_group,
        refund_amount_group,
        net_sales_amount_group,
        constant_sales_amount_group,
        shipping_amount_group,
        tax_amount_group,
        cancelled_amount_group,
        cost_amount_group,
        net_sales_amount_group - cost_amount_group as margin_amount_group,
        missing_rate_line_count,
        missing_cost_line_count
    from netted
)

select * from final
