-- How many articles a SKU or a style names.
select count(*) as item_count
from core.dim_product
where sku = cast($item as varchar) or style_code = cast($item as varchar)
