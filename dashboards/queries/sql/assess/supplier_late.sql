-- The five suppliers with most lines due that were not on time and in full, as a share of their lines due.
select
    case supplier_key when 'unknown' then 'unknown' else supplier_name end as subject, 'share' as unit,
    sum(line_count_due) - sum(otif_line_count) as value, sum(line_count_due) as whole
from marts.mart_supply__supplier_otif_monthly
group by supplier_key, supplier_name
having sum(line_count_due) > sum(otif_line_count)
order by value desc, subject
limit 5
