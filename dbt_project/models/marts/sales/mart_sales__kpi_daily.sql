{%- set of_consumers = "not is_cancelled and coalesce(order_type, 'consumer') = 'consumer'" %}
with

-- An order of gift cards alone sells nothing yet.
sold as (
    select distinct sales_order_key
    from {{ ref('fct_order_line') }}
),

orders as (
    select
        orders.order_date,
        orders.market_code,
        orders.channel_code,
        count(*) filter (where {{ is_new_order('orders') }}) as order_count,
        count(sold.sales_order_key) filter (where {{ is_sale_to_a_consumer('orders') }}) as consumer_order_count,
        {{ total('orders.shipping_amount_group') }} as shipping_amount_group,
        {{ total('orders.tax_amount_group') }} as tax_amount_group
    from {{ ref('fct_order') }} as orders
    left join sold on orders.sales_order_key = sold.sales_order_key
    where not orders.is_test and not orders.is_cancelled and {{ is_of_the_group('orders') }}
    group by orders.order_date, orders.market_code, orders.channel_code
),

lines as (
    select
        order_date,
        market_code,
        channel_code,
        {{ total('ordered_qty', 'not is_cancelled') }} as ordered_qty,
        {{ total('ordered_qty', of_consumers) }} as consumer_ordered_qty,
        {{ total('gross_amount_group - discount_amount_group', of_consumers) }} as consumer_sales_amount_group,
        {{ total('gross_amount_group - discount_amount_group', 'not is_cancelled and ' ~ is_new_order()) }}
            as order_sales_amount_group,
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
        cast(coalesce(sum(consumer_order_count), 0) as bigint) as consumer_order_count,
        {{ total('ordered_qty') }} as ordered_qty,
        {{ total('consumer_ordered_qty') }} as consumer_ordered_qty,
        {{ total('consumer_sales_amount_group') }} as consumer_sales_amount_group,
        {{ total('order_sales_amount_group') }} as order_sales_amount_group,
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
        consumer_order_count,
        ordered_qty,
        consumer_ordered_qty,
        consumer_sales_amount_group,
        order_sales_amount_group,
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
