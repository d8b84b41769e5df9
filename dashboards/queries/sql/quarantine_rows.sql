-- Every refused row.
select *
from marts.mart_quality__quarantine
order by source_name, file_name, file_row_number
