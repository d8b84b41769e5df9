-- What each supplier must deliver per week for eight weeks: on order, and what new orders must bring.
select
    supplier_name,
    week_start_date,
    sum(to_deliver_amount_group) as to_deliver_amount_group,
    sum(to_deliver_qty) as to_deliver_qty,
    sum(committed_qty) as committed_qty,
    sum(confirmed_qty) as confirmed_qty,
    sum(accepted_qty) as accepted_qty,
    sum(planned_qty) as planned_qty,
    sum(late_qty) as late_qty
from marts.mart_planning__supplier_requirement
where week_number <= 8 and to_deliver_qty > 0
group by supplier_name, week_start_date
order by week_start_date, supplier_name
