with

-- A customer's order of two lines that waited for the same article is one order.
touched as (
    select
        purchase_order_line_key,
        list_distinct(list(sales_order_key)) as sales_order_keys,
        list_distinct(list(order_number)) as order_numbers,
        -- Without a rate for one of them there is no sum.
        case
            when count(net_amount_group) = count(sales_order_key) then sum(net_amount_group)
        end as net_amount_group,
        sum(short_qty) as short_qty
    from {{ ref('mart_supply__missed_line') }}
    group by purchase_order_line_key
),

missed as (
    select distinct
        purchase_order_line_key, purchase_order_number, supplier_key, supplier_name, product_key, sku, due_date,
        last_receipt_date, late_days, purchased_qty, missing_qty
    from {{ ref('mart_supply__missed_line') }}
),

final as (
    select
        missed.*,
        cast(len(touched.sales_order_keys) as bigint) as order_count,
        cast(touched.net_amount_group as decimal(18, 4)) as net_amount_group,
        cast(touched.short_qty as decimal(18, 4)) as short_qty,
        nullif(array_to_string(list_sort(touched.order_numbers), ' '), '') as order_numbers
    from missed
    inner join touched on missed.purchase_order_line_key = touched.purchase_order_line_key
)

select * from final
