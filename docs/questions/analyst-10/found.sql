select table_name
from marts.mart_quality__trust_board
where table_type = 'source' and is_source_behind
