-- One row per supplier with lines due in the months of the selection, the most missed lines first.
select
    supplier_name,
    cast(sum(line_count_due) as bigint) as line_count_due,
    cast(sum(otif_line_count) as bigint) as otif_line_count,
    cast(sum(on_time_line_count) as bigint) as on_time_line_count,
    cast(sum(in_full_line_count) as bigint) as in_full_line_count,
    cast(sum(open_overdue_line_count) as bigint) as open_overdue_line_count,
    cast(sum(otif_line_count) as double) / cast(sum(line_count_due) as double) as otif_pct
from marts.mart_supply__supplier_otif_monthly
where (cast($start as date) is null or due_month_date >= date_trunc('month', cast($start as date)))
    and (cast($end as date) is null or due_month_date <= cast($end as date))
group by supplier_key, supplier_name
having sum(line_count_due) > 0
order by sum(line_count_due) - sum(otif_line_count) desc, supplier_name asc
