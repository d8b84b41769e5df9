-- What each supplier must deliver in each of the next eight weeks: what is on order, and what new orders must bring.
select
    supplier_name, sku, product_name, colour_name, size_code, unit_code, is_material, week_number, week_start_date,
    gross_qty, firm_qty, net_qty, asked_qty, committed_qty, confirmed_qty,
    accepted_qty, overdue_qty, planned_qty, to_deliver_qty, to_deliver_amount,
    currency_code, to_deliver_amount_group
from marts.mart_planning__supplier_requirement
where week_number <= 8 and (firm_qty > 0 or to_deliver_qty > 0)
order by supplier_name asc, week_number asc, is_material desc, sku asc
