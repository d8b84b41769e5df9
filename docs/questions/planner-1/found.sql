select places.location_id as place, replace(policies.sku, '-', '') as sku, sum(policies.on_hand_qty) as available
from marts.mart_planning__inventory_policy as policies
inner join core.dim_location as places on policies.location_key = places.location_key
where policies.level_code = 'place' and places.location_type = '3pl' and policies.on_hand_qty <> 0
group by places.location_id, replace(policies.sku, '-', '')
