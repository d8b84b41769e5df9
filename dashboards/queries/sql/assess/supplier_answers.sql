-- Purchase lines that suppliers confirmed and whose delivery they announced, by records of their own, of all lines.
with

lines as (
    select count(*) as line_count
    from core.fct_purchase_order_line
    where purchase_order_status <> 'cancelled'
)

select told.subject, 'share' as unit, least(told.value, lines.line_count) as value, lines.line_count as whole
from (
    select 'confirmed' as subject, count(distinct purchase_order_line_key) as value
    from core.fct_supplier_commitment
    where purchase_order_line_key <> 'unknown'
    union all
    select 'announced' as subject, count(distinct purchase_order_line_key) as value
    from core.fct_advance_ship_notice_line
    where purchase_order_line_key <> 'unknown'
) as told
cross join lines
where told.value > 0 and lines.line_count > 0
order by subject
