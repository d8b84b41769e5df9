-- The plan that holds and what it would be if suppliers took a week more, if a promotion sold 30 % more for four weeks,
-- and without the supplier that most articles wait for, side by side. Others: `entrepot plan scenario`.
select
    scenario_code, lost_supplier_name, count(*) as item_count,
    count(*) filter (where is_short) as short_count,
    count(*) filter (where is_short and not was_short) as newly_short_count,
    sum(expected_lost_qty) as expected_lost_qty,
    sum(expected_lost_amount_group) as expected_lost_amount_group,
    sum(safety_stock_qty) as safety_stock_qty,
    sum(on_order_qty) as on_order_qty,
    count(*) filter (where proposed_qty > 0) as proposal_count,
    sum(proposed_qty) as proposed_qty,
    sum(proposed_qty - base_proposed_qty) as more_proposed_qty,
    sum(proposed_amount_group) as proposed_amount_group,
    count(*) filter (where supplier_key is null and base_supplier_key is not null) as without_supplier_count
from marts.mart_planning__scenario
group by scenario_code, lost_supplier_name
order by scenario_code = 'base' desc, scenario_code asc
