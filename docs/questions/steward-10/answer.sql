-- Pages that nobody opened, columns of sources that serve nothing, and questions whose answer lacks data.
select
    'page' as subject_type, null as source_name, page_name as subject_name, null as lacking_column_names,
    null as lacking_column_count
from history.page_use
where opened_count = 0
union all
select
    'column' as subject_type, source_name, table_name || '.' || column_name as subject_name,
    null as lacking_column_names, null as lacking_column_count
from marts.mart_quality__purpose_register
where purpose_type = 'none'
union all
select
    'question' as subject_type, null as source_name, question_code as subject_name,
    missing_column_names as lacking_column_names, needed_column_count - filled_column_count as lacking_column_count
from marts.mart_quality__question_coverage
where source_name = 'all' and missing_column_names is not null
order by subject_type desc, lacking_column_count desc nulls last, source_name asc, subject_name asc
