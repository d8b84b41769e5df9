with

orders as (
    select customer_key, count(*) as order_count, max(order_date) as last_order_date
    from {{ ref('fct_order') }}
    where not is_test and not is_cancelled
    group by customer_key
),

sold as (
    select customer_key, net_amount_group
    from {{ ref('fct_order_line') }}
    where not is_test and not is_cancelled
    union all
    select customer_key, -net_amount_group as net_amount_group
    from {{ ref('fct_refund_line') }}
    where not is_test and not is_cancelled
),

sales as (
    select customer_key, {{ total('net_amount_group') }} as net_sales_amount_group
    from sold
    group by customer_key
),

final as (
    select
        links.household_key,
        cast(count(*) as integer) as customer_count,
        cast(count(orders.customer_key) as integer) as buyer_count,
        cast(coalesce(sum(orders.order_count), 0) as bigint) as order_count,
        {{ total('sales.net_sales_amount_group') }} as net_sales_amount_group,
        max(orders.last_order_date) as last_order_date
    from {{ ref('xref_household') }} as links
    left join orders on links.customer_key = orders.customer_key
    left join sales on links.customer_key = sales.customer_key
    group by links.household_key
)

select * from final
