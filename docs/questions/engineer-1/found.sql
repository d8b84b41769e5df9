select source_name
from marts.mart_quality__source_status
where status = 'stopped'
