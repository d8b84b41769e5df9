-- One row per column of the tables of a release.
select
    schema_name || '.' || table_name as table_name,
    column_name,
    data_type
from duckdb_columns()
where not internal and schema_name in ('core', 'marts', 'history')
order by schema_name, table_name, column_index
