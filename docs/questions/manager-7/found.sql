select
    health.snapshot_date,
    places.location_id,
    sum(health.available_qty) as available,
    sum(health.on_hand_qty) as on_hand,
    count(*) filter (where health.available_qty <= 0) as empty
from marts.mart_supply__stock_health as health
inner join core.dim_location as places on health.location_key = places.location_key
group by health.snapshot_date, places.location_id
