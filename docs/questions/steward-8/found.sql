select distinct reference_name, reference_status
from marts.mart_quality__reference_age
where reference_name = 'exchange_rate' and reference_status <> 'current'
