-- Every finding.
select *
from marts.mart_quality__finding
order by source_name, table_name, row_key, column_name, rule_name
