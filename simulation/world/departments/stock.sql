-- What lay at each place, day by day, and what of it was free.

-- One row per variant, place and day on which its stock changed: what lay there at midnight, and what of it was free.
create table stock_change as
with touched as (
    select variant, place, second, quantity as on_hand, 0 as reserved from movement
    union all
    select u.variant, u.place, o.second, 0, 1 from unit as u join shop_order as o on o.id = u."order"
    where u.channel <> 3
    union all
    select u.variant, u.place, e.second, 0, -1
    from (
        select id, coalesce(nullif(u.shipped_at, -1), nullif(u.short_at, -1), nullif(o.cancelled_at, -1)) as second
        from (select id, "order", shipped_at, short_at from unit where channel <> 3) as u
        join (select id as "order", cancelled_at from shop_order) as o using ("order")
    ) as e
    join unit as u on u.id = e.id
    where e.second is not null
    union all
    select l.variant, 3, o.second, 0, l.sent from business_line as l join business_order as o on o.id = l."order"
    where l.sent > 0
    union all
    select l.variant, 3, o.leaves_at, 0, -l.sent from business_line as l join business_order as o on o.id = l."order"
    where l.sent > 0
),

by_day as (
    select variant, place, day_at(second) as day, sum(on_hand) as on_hand, sum(reserved) as reserved
    from touched group by variant, place, day_at(second)
)

select row_number() over (order by day, place, variant) - 1 as id, variant, place, day,
    second_of(day + 1, 0) - 300 as second, cast(sum(on_hand) over earlier as bigint) as level,
    cast(greatest(sum(on_hand) over earlier - sum(reserved) over earlier, 0) as bigint) as available
from by_day
window earlier as (partition by variant, place order by day);

-- One row per variant, place and Sunday on which something lay there or had changed in the week before.
create table stock_count as
select c.variant, c.place, d.day, c.level, c.available
from (select unnest(range(-1, (select max(day) from stock_change) + 1, 7)) as day) as d
join (select variant, place, min(day) as first from stock_change group by variant, place) as p on p.first <= d.day
asof join stock_change as c on c.variant = p.variant and c.place = p.place and c.day <= d.day
where c.level > 0 or d.day - c.day < 7;
