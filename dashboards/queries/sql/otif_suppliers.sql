-- One row per supplier with lines due in the months of the selection, most missed lines first.
select
    max(supplier_name) as supplier_name,
    cast(sum(line_count_due) as bigint) as due_count,
    cast(sum(otif_line_count) as bigint) as otif_count,
    cast(sum(open_overdue_line_count) as bigint) as overdue_count
from marts.mart_supply__supplier_otif_monthly
where (cast($start as date) is null or due_month_date >= date_trunc('month', cast($start as date)))
    and (cast($end as date) is null or due_month_date <= cast($end as date))
group by supplier_key
having sum(line_count_due) > 0
order by due_count - otif_count desc, due_count desc, supplier_key
