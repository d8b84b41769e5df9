select item_type, count(*) as item_count
from marts.mart_finance__agreement_item
where item_type in ('order_typed_by_hand', 'sku_unmapped_in_erp')
group by item_type
