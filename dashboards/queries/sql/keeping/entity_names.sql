-- One row per product and supplier of these keys: the name of its golden record. Customers have none in a release.
with wanted as (
    select unnest(cast($keys as varchar[])) as entity_key
)

select
    'product' as entity,
    products.product_key as entity_key,
    concat_ws(' ', products.sku, products.product_name) as entity_name
from core.dim_product as products
inner join wanted on products.product_key = wanted.entity_key
union all
select
    'supplier' as entity,
    suppliers.supplier_key as entity_key,
    suppliers.supplier_name as entity_name
from core.dim_supplier as suppliers
inner join wanted on suppliers.supplier_key = wanted.entity_key
