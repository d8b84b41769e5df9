select source_name, table_name, file_name, change_type
from marts.mart_quality__schema_change
where change_type in ('column_added', 'column_dropped')
