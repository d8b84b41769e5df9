-- Every account of the shops is somebody: it stands with a customer or before a steward, and none is invented.
select source_name, count(*) as record_count
from truth.parties
where source_name in ('shop_eu', 'shop_us')
group by source_name
