-- Those that were minted, less those that were merged away. Records that a split took along got a key that was minted.
select sum(case change_type when 'mint' then change_count when 'merge' then -change_count else 0 end) as supplier_count
from marts.mart_quality__identity_change
where entity = 'supplier'
