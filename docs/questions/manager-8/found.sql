select
    cast(date_trunc('month', missed.due_date) as date) as due_month,
    count(distinct missed.purchase_order_line_key) as line_count
from marts.mart_supply__missed_line as missed
inner join core.fct_purchase_order_line as lines
    on missed.purchase_order_line_key = lines.purchase_order_line_key
where lines.source_name = 'erp' and lines.order_date >= date '2024-09-01'
group by due_month
