-- Where the company itself cut the joint between shop and ERP.
select kind, count(*) as item_count
from truth.joints
where kind in ('order_typed_by_hand', 'sku_unmapped_in_erp')
group by kind
