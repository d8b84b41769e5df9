-- Parcels, what carriers say of them, and every movement of finished goods.

-- One row per parcel of an order.
create table parcel as
with packed as (
    select u."order", u.parcel, min(u.place) as place, min(u.shipped_at) as shipped_at,
        max(u.delivered_at) as delivered_at, max(u.lost_at) as lost_at
    from unit as u
    where u.shipped_at <> -1 and u.channel <> 3
    group by u."order", u.parcel
)

select row_number() over (order by p."order", p.parcel) - 1 as id, p.*, o.market, o.channel, o.promised_at,
    o.refused_at, o.back_at,
    case when o.channel = 2 then 'MKT Logistics' else m.carriers[1 + o.carrier] end as carrier,
    upper(m.carriers[1 + o.carrier][1:2]) || cast(700000000 + p."order" * 2 + p.parcel as varchar) || m.code as tracking
from packed as p
join shop_order as o on o.id = p."order"
join market as m on m.id = o.market;

-- One row per event of a parcel; a carrier tells some of them a day or two later.
create table tracking_event as
with told as (
    select p.id as parcel, e.code, e.second, e.turn
    from parcel as p,
        unnest([
            {'code': 'LABEL_CREATED', 'second': p.shipped_at - 5400, 'turn': 1},
            {'code': 'PICKED_UP', 'second': p.shipped_at, 'turn': 2},
            {'code': 'AT_HUB', 'second': p.shipped_at + 36000 + drawn(0, 30000, 'hub', p.id), 'turn': 3},
            {'code': 'DELAYED', 'second': case when p.delivered_at > p.promised_at then p.promised_at - 7200
                else -1 end,
                'turn': 4},
            {'code': 'OUT_FOR_DELIVERY', 'second': case when p.delivered_at <> -1 then p.delivered_at - 14400
                else -1 end,
                'turn': 5},
            {'code': 'DELIVERED', 'second': p.delivered_at, 'turn': 6},
            {'code': 'REFUSED', 'second': case when p.delivered_at = -1 then p.refused_at else -1 end, 'turn': 6},
            {'code': 'RETURNED_TO_SENDER', 'second': case when p.delivered_at = -1 then p.back_at else -1 end,
                'turn': 7},
            {'code': 'LOST', 'second': p.lost_at, 'turn': 8}
        ]) as t(e)
)

select row_number() over (order by parcel, turn, second) - 1 as id, *,
    second + case when chance('told late', parcel * 10 + turn) < 0.03 then drawn(20000, 170000, 'how late', parcel)
        else 600 end
        as told_at
from told where second <> -1;

-- One row per movement of finished goods into or out of a place; quantity is signed.
create table movement as
with moved as (
    select 'opening' as kind, variant, place, quantity, cast(-3600 as bigint) as second,
        cast(null as bigint) as reference
    from opening_stock
    union all
    select 'receipt', l.goods, 3, d.counted - d.rejected, d.second, d.id
    from delivery as d join purchase_line as l on l.id = d.line
    where l.goods >= 0 and d.day >= 0 and d.counted > d.rejected
    union all
    select 'production', l.variant, 3, l.quantity - l.spoiled, second_of(p.done, 5), p.id
    from production_line as l join production as p on p.id = l."order"
    where p.done >= 0 and l.quantity > l.spoiled
    union all
    select 'transfer_out', variant, 3, -quantity, second_of(day, 20), id from transfer where quantity > 0
    union all
    select 'transfer_in', variant, place, quantity, second_of(arrives, -6), id from transfer where quantity > 0
    union all
    select 'sale', variant, place, -count(*), min(shipped_at), min("order") * 2 + parcel
    from unit where shipped_at <> -1 group by variant, place, "order", parcel
    union all
    select 'return', variant, place, count(*), back_at, min("order")
    from unit where is_resaleable group by variant, place, "order", back_at
    union all
    select 'refused', u.variant, u.place, count(*), o.back_at, o.id
    from unit as u join shop_order as o on o.id = u."order"
    where o.refused_at <> -1 and u.shipped_at <> -1 and u.short_at = -1 group by u.variant, u.place, o.back_at, o.id
    union all
    select 'not_found', variant, place, -count(*), short_at, min("order")
    from unit where short_at <> -1 group by variant, place, "order", short_at
    union all
    select 'business', l.variant, 3, -l.sent, o.leaves_at, l.id
    from business_line as l join business_order as o on o.id = l."order" where l.sent > 0
)

select row_number() over (order by second, kind, place, variant, reference) - 1 as id, * from moved;

-- One row per delivery of goods or fabric from beyond the customs union: what bringing it in costs, in euro cents.
create table inbound_cost as
with brought as (
    select d.id as delivery, p.id as purchase, p.supplier, d.day, d.second, s.duty as duty_rate,
        d.counted * l.price / case when l.goods < 0 then 100.0 else 1.0 end * 1000000.0 / r.rate as value
    from delivery as d
    join purchase_line as l on l.id = d.line
    join purchase as p on p.id = l.purchase
    join supplier as s on s.id = p.supplier
    asof join (select * from rate union all select -1, 0, -400, 1000000) as r
        on r.currency = s.currency and r.day <= d.day
    where s.incoterm in ('FOB', 'FCA') and d.day >= 0
)

select delivery, purchase, supplier, day, second,
    cast(round(value * drawn(40, 90, 'freight', purchase) / 1000.0) as bigint) as freight,
    cast(round(value * duty_rate) as bigint) as duty
from brought;
