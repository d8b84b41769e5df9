-- Of the kinds of records that each system's connection can bring: those that came.
select source_name as subject, 'share' as unit, count(*) filter (where row_count > 0) as value, count(*) as whole
from marts.mart_quality__coverage
group by source_name
order by subject
