with

numbers as (
    select {{ comparable_number('orders.order_number') }} as comparable_order_number, orders.sales_order_key
    from {{ ref('fct_order') }} as orders
),

-- A number that two orders have names neither of them.
final as (
    select comparable_order_number, min(sales_order_key) as sales_order_key
    from numbers
    where comparable_order_number is not null
    group by comparable_order_number
    having count(*) = 1
)

select * from final
