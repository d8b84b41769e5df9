-- Lines that suppliers missed, and the customers' orders that waited for the article or went without.
select
    missed.supplier_name, missed.purchase_order_number, missed.sku, missed.due_date, missed.last_receipt_date,
    missed.late_days, missed.purchased_qty, missed.missing_qty,
    count(distinct missed.sales_order_key) as order_count,
    sum(missed.net_amount_group) as net_amount_group,
    sum(missed.short_qty) as short_qty,
    string_agg(distinct missed.order_number, ' ' order by missed.order_number) as order_numbers
from marts.mart_supply__missed_line as missed
group by all
order by order_count desc, late_days desc, purchase_order_number asc, sku asc
