select places.location_id, sum(gaps.size_count) as size_count, sum(gaps.missing_size_count) as missing_size_count
from marts.mart_supply__size_gap as gaps
inner join core.dim_location as places on gaps.location_key = places.location_key
group by places.location_id
