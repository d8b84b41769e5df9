select
    sku as product_variant_id,
    style as product_id,
    sku,
    cast(null as varchar) as barcode,
    sku as variant_name,
    cast(null as varchar) as colour_name,
    cast(null as varchar) as size_code,
    'pc' as unit_code,
    cast(null as boolean) as is_sold_without_stock,
    source_name,
    'bench' as vendor,
    updated_at,
    _is_deleted as is_deleted,
    _batch_id as batch_id
from {{ ref('base_bench__products') }}
