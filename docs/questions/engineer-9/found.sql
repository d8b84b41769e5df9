select source_name, table_name, column_name, count(*) as row_count
from marts.mart_quality__finding
where rule_name = 'unknown_code'
group by source_name, table_name, column_name
