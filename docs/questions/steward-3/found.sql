select record_count, count(*) as supplier_count
from marts.mart_quality__identity_cluster
where entity = 'supplier'
group by record_count
