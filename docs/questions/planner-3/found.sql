select
    source_type,
    replace(sku, '-', '') as sku,
    min(replace(sku, '-', '')) over (partition by supplier_key) as supplier_of
from marts.mart_planning__inventory_policy
where level_code = 'network' and source_type = 'buy' and not is_component
