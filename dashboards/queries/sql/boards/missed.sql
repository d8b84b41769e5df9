-- One row per purchase line that was missed, due in the months of the selection, with the customers' orders it touched.
select
    supplier_name,
    purchase_order_number,
    sku,
    due_date,
    last_receipt_date,
    late_days,
    purchased_qty,
    missing_qty,
    count(distinct sales_order_key) as order_count,
    sum(short_qty) as short_qty,
    sum(net_amount_group) as net_amount_group,
    string_agg(distinct order_number, ' ' order by order_number) as order_numbers
from marts.mart_supply__missed_line
where (cast($choice as varchar) = 'all' or supplier_name = cast($choice as varchar))
    and (cast($start as date) is null or due_date >= date_trunc('month', cast($start as date)))
    and (cast($end as date) is null or due_date <= last_day(cast($end as date)))
group by all
order by order_count desc, late_days desc, purchase_order_number asc, sku asc
limit $limit
