-- What changed in the shape of each source, newest first, and what is made of the column.
select
    source_name, table_name, column_name, change_type, file_name, extracted_at, before_text, after_text,
    affected_column_names, affected_question_codes
from marts.mart_quality__schema_change
order by extracted_at desc nulls first, source_name asc, table_name asc, column_name asc, change_type asc
