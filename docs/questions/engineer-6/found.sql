select source_name, table_name, file_name
from marts.mart_quality__extract
where is_sent_again
