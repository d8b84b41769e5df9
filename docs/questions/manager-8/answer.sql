-- Lines that suppliers missed, and the customers' orders that waited for the article or went without.
select
    supplier_name, purchase_order_number, sku, due_date, last_receipt_date, late_days, purchased_qty, missing_qty,
    order_count, net_amount_group, short_qty, order_numbers
from marts.mart_supply__missed_delivery
order by order_count desc, late_days desc, purchase_order_number asc, sku asc
