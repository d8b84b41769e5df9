select replace(sku, '-', '') as sku, sum(on_order_qty) as on_order
from marts.mart_planning__inventory_policy
where level_code = 'network' and source_type = 'make' and on_order_qty <> 0
group by replace(sku, '-', '')
