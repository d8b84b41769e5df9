-- Of the purchase lines that fell due: those on time, in full, and both; what is open and overdue has failed.
with

sums as (
    select
        sum(on_time_line_count) as on_time, sum(in_full_line_count) as in_full, sum(otif_line_count) as otif,
        sum(line_count_due) as due
    from marts.mart_supply__supplier_otif_monthly
)

select subject, 'share' as unit, value, whole
from (
    select 1 as place, 'on_time' as subject, on_time as value, due as whole from sums
    union all
    select 2 as place, 'in_full' as subject, in_full as value, due as whole from sums
    union all
    select 3 as place, 'otif' as subject, otif as value, due as whole from sums
) as told
where whole > 0
order by place
