-- Every rule by the name that people allow it by, what breaks it first.
select concat_ws('.', source_name, table_name, column_name, rule_name) as rule
from marts.mart_quality__rule
order by is_broken desc, failing_count desc, rule asc
