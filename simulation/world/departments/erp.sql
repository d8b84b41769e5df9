-- What the ERP was told of the movement of goods, by clerks, the connector and the warehouses.
-- Locations: 4 suppliers, 5 customers, 7 production, 14 inventory loss, and a number for each place.

create table erp_location as
select id as place, [12, 13, 15, 8, 16, 17][cast(id as bigint) + 1] as number from place;

-- One row per movement that the ERP knows; `goods` as in purchase lines, quantity in units or hundredths of a metre.
create table erp_move as
with moved as (
    select 'opening' as kind, o.variant as goods, 14 as source, l.number as target, o.quantity,
        cast(-7200 as bigint) as second,
        cast(null as bigint) as purchase_line, cast(null as bigint) as sale_line, s.cost * 100 as unit_cost,
        o.variant * 10 + o.place as reference
    from opening_stock as o join erp_location as l on l.place = o.place
    join variant as v on v.id = o.variant join style as s on s.id = v.style
    union all
    select 'opening', -1 - f.id, 14, 8, f.opening, -7200, null, null, f.cost, f.id from fabric as f
    union all
    select 'receipt', l.goods, 4, 8, d.counted, d.second, l.id, null,
        cast(round(l.price * 100.0 * 1000000.0 / r.rate) as bigint), d.id
    from delivery as d join purchase_line as l on l.id = d.line join purchase as p on p.id = l.purchase
    join supplier as s on s.id = p.supplier join rate_daily as r on r.currency = s.currency and r.day = d.day
    where d.day >= 0
    union all
    select 'rejected', l.goods, 8, 4, d.rejected, d.second + 1800, l.id, null, 0, d.id
    from delivery as d join purchase_line as l on l.id = d.line where d.day >= 0 and d.rejected > 0
    union all
    select 'production', l.variant, 7, 8, l.quantity - l.spoiled, second_of(p.done, 5), null, null, s.cost * 100, p.id
    from production_line as l join production as p on p.id = l."order" join variant as v on v.id = l.variant
    join style as s on s.id = v.style where p.done >= 0
    union all
    select 'consumption', -1 - c.fabric, 8, 7, c.metres, second_of(c.day, 7), null, null, 0, c."order"
    from consumption as c where c.day >= 0
    union all
    select 'transfer', t.variant, 8, l.number, t.quantity, second_of(t.day, 20), null, null, 0, t.id
    from transfer as t join erp_location as l on l.place = t.place where t.quantity > 0
    union all
    select 'sale', u.variant, l.number, 5, count(*), min(u.shipped_at) + 3600, null, u.line, any_value(s.cost) * 100,
        u.line * 2 + u.parcel
    from unit as u
    join erp_location as l on l.place = u.place
    join variant as v on v.id = u.variant join style as s on s.id = v.style
    join parcel as p on p."order" = u."order" and p.parcel = u.parcel
    left join joint as j on j.kind = 'shipment_missing_in_erp' and j.subject = p.id
    where u.shipped_at <> -1 and u.channel < 2 and j.subject is null group by u.variant, l.number, u.line, u.parcel
    union all
    select 'return', u.variant, 5, l.number, count(*), u.back_at + 7200, null, u.line, 0, u.line
    from unit as u join erp_location as l on l.place = u.place
    where u.is_resaleable and u.channel < 2 group by u.variant, l.number, u.line, u.back_at
    union all
    select 'business', b.variant, 8, 5, b.sent, o.leaves_at, null, 1000000000 + b.id, s.cost * 100, b.id
    from business_line as b join business_order as o on o.id = b."order" join variant as v on v.id = b.variant
    join style as s on s.id = v.style where b.sent > 0
)

select row_number() over (order by second, kind, goods, reference, target) - 1 as id, * from moved where quantity > 0;

-- One row per movement into (above 0) or out of (below 0) one of our places, as the ERP knows it.
create view erp_stock_change as
select * from (
    select goods, target as location, quantity, second from erp_move
    union all
    select goods, source, -quantity, second from erp_move
) where location in (select number from erp_location);
