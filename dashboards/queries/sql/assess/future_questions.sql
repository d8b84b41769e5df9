-- Of the questions of each kind of user: those for which the connected systems give every column.
select
    regexp_extract(question_code, '^[a-z]+') as subject, 'share' as unit,
    count(*) filter (where is_answerable) as value, count(*) as whole
from marts.mart_quality__question_coverage
where source_name = 'all'
group by 1
order by 1
