-- Sources by grade: what stands on a low one cannot carry a plan.
select grade as subject, 'share' as unit, count(*) as value, sum(count(*)) over () as whole
from marts.mart_quality__grade
where table_name = 'all'
group by grade
order by grade
