with

values_of_orders as (
    select
        lines.sales_order_key,
        {{ total('lines.gross_amount_group') }} as gross_amount_group,
        {{ total('lines.discount_amount_group') }} as discount_amount_group,
        {{ total('contributions.net_sales_amount_group') }} as net_sales_amount_group,
        {{ total('contributions.net_sales_amount_group', 'contributions.cm1_amount_group is not null') }}
            as cm1_net_sales_amount_group,
        {{ total('contributions.cm1_amount_group') }} as cm1_amount_group
    from {{ ref('fct_order_line') }} as lines
    left join {{ ref('fct_order_line_contribution') }} as contributions
        on lines.order_line_key = contributions.order_line_key
    group by lines.sales_order_key
),

orders as (
    {{ orders_of_consumers('values_of_orders') }}
),

-- Whether the customer came back within 90 days can be told of orders that are older than that.
judged as (
    select
        cast(date_trunc('month', orders.order_date) as date) as order_month,
        orders.market_code,
        orders.order_number_of_customer = 1 as is_first_order,
        values_of_orders.discount_amount_group > 0 as is_discounted,
        orders.order_date + 90 <= {{ as_of() }} as is_matured,
        coalesce(orders.next_order_date <= orders.order_date + 90, false) as is_repeated,
        values_of_orders.*
    from orders
    inner join values_of_orders on orders.sales_order_key = values_of_orders.sales_order_key
),

final as (
    select
        order_month,
        market_code,
        is_first_order,
        is_discounted,
        count(*) as order_count,
        count(*) filter (where is_matured) as matured_order_count,
        count(*) filter (where is_matured and is_repeated) as repeated_order_count,
        {{ ratio(
            'count(*) filter (where is_matured and is_repeated)', 'count(*) filter (where is_matured)'
        ) }} as repeat_90_day_pct,
        {{ total('gross_amount_group') }} as gross_sales_amount_group,
        {{ total('discount_amount_group') }} as discount_amount_group,
        {{ total('net_sales_amount_group') }} as net_sales_amount_group,
        {{ total('cm1_amount_group') }} as cm1_amount_group,
        {{ ratio('sum(cm1_amount_group)', 'sum(cm1_net_sales_amount_group)') }} as cm1_pct
    from judged
    group by order_month, market_code, is_first_order, is_discounted
)

select * from final
