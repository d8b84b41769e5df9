-- Customers' orders that will be late or already are: what each waits for, until when, and how much that is worth.
select
    order_number, channel_code, market_code, order_date, sku, product_name, colour_name, size_code, due_date, due_basis,
    pegged_qty, cause_code, late_days, ready_date, supply_type, supply_number, supplier_name, material_sku,
    material_supply_number, material_supplier_name, net_amount_group
from marts.mart_planning__order_peg
where is_late
order by late_days desc nulls first, net_amount_group desc, order_number asc, sku asc, supply_number asc
