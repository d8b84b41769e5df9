with due_now as (
    select supplier_key, product_key, committed_qty
    from marts.mart_planning__supplier_requirement
    where week_number = 1
)

select
    replace(plans.sku, '-', '') as sku,
    plans.base_on_order_qty - plans.on_order_qty - coalesce(due_now.committed_qty, 0) as units
from marts.mart_planning__scenario as plans
left join due_now
    on plans.lost_supplier_key = due_now.supplier_key and plans.product_key = due_now.product_key
where
    plans.scenario_code = 'supplier_lost'
    and plans.base_on_order_qty > plans.on_order_qty + coalesce(due_now.committed_qty, 0)
