-- What customers say and ask: reviews, tickets; and how they came: sessions, advertising, abandoned carts.

-- One row per review of a unit.
create table review as
select row_number() over (order by second, unit) - 1 as id, *
from (
    select u.id as unit, u."order", u.variant, o.person, o.market,
        u.delivered_at + drawn(3, 30, 'reviewed after', u.id) * 86400 as second,
        greatest(1, least(5, 5 - case when u.is_defective then 3 when u.is_damaged then 2 else 0 end
            - case when u.reason in (1, 2) then 1 when u.reason in (3, 4) then 2 else 0 end
            - case when u.delivered_at > o.promised_at then 1 else 0 end
            - case when chance('mood', u.id) < 0.25 then 1 else 0 end)) as rating,
        case when u.is_defective then 'defective' when u.reason = 1 then 'runs_small'
            when u.reason = 2 then 'runs_large'
            when u.reason = 4 then 'not_as_described' when u.delivered_at > o.promised_at then 'late' else 'general' end
                as topic
    from unit as u
    join shop_order as o on o.id = u."order"
    where u.delivered_at <> -1 and o.channel < 2 and chance('reviews', u.id) < 0.07
);

-- One row per ticket that a customer opened, with its true cause.
create table ticket as
with asked as (
    select o.id as "order", cast(null as bigint) as unit, 'where_is_my_order' as cause, o.promised_at + 3600 as second
    from shop_order as o
    where o.channel < 2 and o.arrives_at > o.promised_at and o.promised_at <> -1 and chance('asks where', o.id) < 0.4
    union all
    select "order", null, 'parcel_lost', lost_at - 4 * 86400 from parcel where lost_at <> -1 and channel < 2
        and chance('asks for lost', id) < 0.85
    union all
    select u."order", u.id, 'defective', u.delivered_at + 86400 from unit as u
    where u.is_defective and u.delivered_at <> -1 and u.channel < 2 and chance('complains', u.id) < 0.55
    union all
    select u."order", u.id, 'damaged', u.delivered_at + 40000 from unit as u
    where u.is_damaged and u.delivered_at <> -1 and u.channel < 2 and chance('complains', u.id) < 0.6
    union all
    select r."order", null, 'where_is_my_refund', r.second - 40000 from refund as r
    join shop_order as o on o.id = r."order"
    where r.cause = 2 and o.channel < 2 and chance('asks for refund', r.id) < 0.05
    union all
    select o.id, null, 'size_question', o.second + 60 from shop_order as o
    where o.channel < 2 and o.kind = 0 and chance('asks a size', o.id) < 0.015
)

select row_number() over (order by a.second, a."order", a.cause) - 1 as id, a.*, o.person, o.market,
    a.second + 600 + cast(-ln(1 - chance('first reply', a."order")) * 6 * 3600 as bigint) as replied_at,
    a.second + 4000 + cast(-ln(1 - chance('solved', a."order")) * 40 * 3600 as bigint) as solved_at,
    case when chance('rates', a."order" * 7) < 0.3 then case when chance('satisfied', a."order") < 0.72 then 'good'
        else 'bad' end end
        as satisfaction
from asked as a join shop_order as o on o.id = a."order";

-- One row per campaign of the shops; events have theirs.
create table campaign as
select row_number() over () - 1 as id, *
from (values
    ('brand_search', 'google_ads', 0.24, 45), ('generic_search', 'google_ads', 0.12, 85),
    ('social_prospecting', 'meta_ads', 0.16, 38),
    ('retargeting', 'meta_ads', 0.1, 60), ('newsletter', 'email', 0.13, 0), ('influencers', 'tiktok_ads', 0.07, 30),
    ('direct', 'none', 0.18, 0)
) as c(name, channel, share, cents_a_click);

-- One row per day, market, device and campaign: visits and how far they came.
create table session_day as
with demand as (
    select day, market, sum(orders) as orders, sum(wishes) as wishes
    from (
        select day, market, count(*) as orders, 0 as wishes from shop_order where channel < 2 and kind in (0, 4)
        group by all
        union all
        select day, market, 0, sum(is_lost) from missed where channel < 2 group by all
    ) group by all
),

split as (
    select d.day, d.market, v.device, c.id as campaign,
        (d.orders + 0.55 * d.wishes) * c.share * v.share as wanted,
        d.orders * c.share * v.share as bought, v.conversion,
        (d.day * 9 + d.market) * 32 + c.id * 3 + v.place as key
    from demand as d, campaign as c,
        (values ('mobile', 0, 0.58, 0.021), ('desktop', 1, 0.34, 0.034), ('tablet', 2, 0.08, 0.027))
            as v(device, place, share, conversion)
)

select row_number() over (order by day, market, device, campaign) - 1 as id, day, market, device, campaign,
    cast(floor(wanted / conversion * (0.85 + 0.3 * chance('visits', key)) + chance('one visit', key)) as bigint)
        as sessions,
    cast(floor(wanted / conversion * 0.42 + chance('one view', key)) as bigint) as product_views,
    cast(floor(wanted / 0.3 * (0.9 + 0.2 * chance('carts', key)) + chance('one cart', key)) as bigint) as carts,
    cast(floor(wanted / 0.55 + chance('one checkout', key)) as bigint) as checkouts
from split;

-- One row per day, market and campaign: what its clicks cost, in euro cents.
create table ad_spend as
select row_number() over (order by s.day, s.market, s.campaign) - 1 as id, s.day, s.market, s.campaign,
    sum(s.sessions) as clicks, sum(s.sessions) * drawn(18, 26, 'impressions', s.day * 9 + s.market) as impressions,
    cast(round(sum(s.sessions) * any_value(c.cents_a_click) * (0.9 + 0.2 * chance('click price',
        s.day * 90 + s.market))) as bigint) as spend
from session_day as s join campaign as c on c.id = s.campaign
where c.cents_a_click > 0
group by s.day, s.market, s.campaign;

-- One row per checkout that was given up with an e-mail address in it: those who found a size gone, and others.
create table abandoned as
select row_number() over (order by second, market, variant) - 1 as id, *
from (
    select second_of(m.day, 12) + drawn(0, 30000, 'gives up', m.id) as second, m.market, m.variant, o.person
    from missed as m
    join (select day, min(id) as first, count(*) as orders from shop_order group by day) as d on d.day = m.day
    join shop_order as o on o.id = d.first + drawn(0, d.orders, 'who gives up', m.id)
    where m.channel < 2 and m.is_lost = 1 and chance('had a cart', m.id) < 0.6
    union all
    select o.second + drawn(1000, 80000, 'also gives up', u.id), u.market, u.variant, o.person
    from unit as u join shop_order as o on o.id = u."order"
    where u.channel < 2 and o.person <> -1 and chance('a cart before', u.id) < 0.25
);
