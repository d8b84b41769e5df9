-- Demand that nobody saw, and why things really happened.

-- One row per day, SKU, market and channel: units wanted, sold, lost, and sold as another colour; lost euro cents.
create or replace temp table true_demand as
with wished as (
    select u.day, u.wanted as variant, u.market, c.code as channel_code, count(*) as sold, 0 as lost,
        0 as switched, 100 as price_share
    from unit as u
    join shop_order as o on o.id = u."order"
    join channel as c on c.id = u.channel
    where o.kind = 0
    group by all
    union all
    select x.day, x.variant, x.market, c.code, 0, sum(x.is_lost), sum(1 - x.is_lost), 100
    from missed as x join channel as c on c.id = x.channel group by all
    union all
    select o.day, l.variant, g.market, 'wholesale', sum(l.sent), sum(l.ordered - l.sent), 0, 42
    from business_line as l
    join business_order as o on o.id = l."order"
    join organisation as g on g.id = o.organisation
    group by all
)

select day_of(w.day) as date, v.sku, m.code as market_code, w.channel_code,
    cast(sum(w.sold) + sum(w.lost) as bigint) as wanted, cast(sum(w.sold) as bigint) as sold,
    cast(sum(w.lost) as bigint) as lost,
    cast(sum(w.switched) as bigint) as bought_otherwise,
    cast(sum(w.lost * w.price_share) * any_value(s.price) // 100 as bigint) as lost_cents, w.day
from wished as w
join variant as v on v.id = w.variant
join style as s on s.id = v.style
join market as m on m.id = w.market
group by w.day, v.sku, m.code, w.channel_code;

-- One row per order that came late or not at all, with the true cause.
create or replace temp table late_order as
select w.name as source_name, w.order_prefix || cast(1001 + n.place as varchar) as order_number,
    date_at(o.second) as date,
    case when max(p.lost_at) <> -1 then 'parcel lost' when o.leaves_at > o.promised_at - 2 * 86400 then 'left late'
        when max(p.parcel) = 1 and max(p.delivered_at) filter (p.parcel = 1) > o.promised_at
            and coalesce(max(p.delivered_at) filter (p.parcel = 0), -1) <= o.promised_at then 'second parcel'
        else 'carrier late' end as cause,
    any_value(p.carrier) as carrier
from parcel as p
join shop_order as o on o.id = p."order"
join order_number as n on n.id = o.id
join market as m on m.id = o.market
join shop as w on w.id = m.shop
where happened(o.promised_at) and o.refused_at = -1
group by w.name, w.order_prefix, n.place, o.second, o.leaves_at, o.promised_at
having max(p.lost_at) <> -1 or max(p.delivered_at) > o.promised_at;

-- One row per unit that came back, with the reason that it really had.
create or replace temp table true_return as
select w.name as source_name, line_gid(m.shop, u.line) as line_id, v.sku, r.code as cause, u.is_defective, u.is_damaged,
    date_at(u.back_at) as date, round(s.fit, 3) as style_fit
from unit as u
join shop_order as o on o.id = u."order"
join market as m on m.id = o.market
join shop as w on w.id = m.shop
join variant as v on v.id = u.variant
join style as s on s.id = v.style
join reason as r on r.id = u.reason
where u.reason <> 0 and u.channel < 2 and happened(u.back_at);
