-- The business side before the order, and what the office plans, approves and describes.

-- One row per deal: most large orders were one before, and some hopes came to nothing.
create table deal as
with won as (
    select o.organisation, o.currency, i.untaxed as amount, o.second - drawn(10, 80, 'deal before', o.id) * 86400
        as created_at, o.second - 3600 as closed_at, 3 as stage, o.id as "order"
    from business_order as o join business_invoice as i on i."order" = o.id
    where chance('was a deal', o.id) < 0.7
),

hoped as (
    select g.id as organisation, case when g.market in (0, 6, 7, 8) then 1 when g.market = 1 then 2 else 0 end
        as currency,
        25000 * drawn(8, 120, 'hoped for', g.id * 40 + n) as amount,
        g.since + 86400 * (20 + n * 60 + drawn(0, 50, 'hope begins', g.id * 40 + n)) as created_at,
        g.since + 86400 * (60 + n * 60 + drawn(0, 90, 'hope ends', g.id * 40 + n)) as closed_at, 4 as stage,
        cast(-1 as bigint) as "order"
    from organisation as g, range(20) as t(n)
    where chance('hopes', g.id * 40 + n) < 0.25
)

select row_number() over (order by created_at, organisation, closed_at) - 1 as id, *
from (select * from won union all select * from hoped) where created_at > -200 * 86400;

-- One row per step of a deal.
create table deal_step as
select row_number() over (order by deal, place) - 1 as id, *
from (
    select d.id as deal, s.place, s.code as stage,
        case when s.place = 3 then d.closed_at
            else d.created_at + cast((d.closed_at - d.created_at) * s.place / 3.2 as bigint) end as second
    from deal as d, (values (0, 'appointmentscheduled'), (1, 'presentationscheduled'), (2, 'contractsent'),
        (3, 'closed')) as s(place, code)
);

-- One row per milestone of a style: planned and met days before its launch.
create table milestone as
select row_number() over (order by s.id, m.days desc) - 1 as id, s.id as style, m.name, s.launch - m.days as planned,
    s.launch - m.days + case when chance('slips', s.id * 10 + m.place) < 0.3
        then drawn(2, 15, 'slips by', s.id * 10 + m.place)
        else drawn(-2, 2, 'early', s.id * 10 + m.place) end as met
from style as s,
    (values ('brief', 0, 190), ('design', 1, 165), ('prototype', 2, 130), ('fit approval', 3, 100),
        ('pre-production sample', 4, 80), ('order', 5, 60), ('photo shoot', 6, 20), ('launch', 7, 0))
            as m(name, place, days)
where s.launch >= 0;

-- One row per thing that somebody in the office had to approve.
create table approval as
with asked as (
    select 'purchase_order' as kind, p.id as subject, p.second - 86400 as asked_at,
        (select sum(l.quantity * l.price // case when l.goods < 0 then 100 else 1 end) from purchase_line as l
            where l.purchase = p.id) as amount
    from purchase as p where p.day >= 0
    union all
    select 'refund_above_300', r.id, r.second - 7200, r.amount
    from refund as r join shop_order as o on o.id = r."order" where r.amount > 30000 and o.currency = 0 and r.cause <> 0
    union all
    select 'style_launch', m.style, second_of(m.met - 5, 10), 0 from milestone as m
    where m.name = 'pre-production sample'
)

select row_number() over (order by asked_at, kind, subject) - 1 as id, *,
    case when chance('still waits', subject * 3 + length(kind)) < 0.02 then -1
        else asked_at + drawn(3600, 5 * 86400, 'decides', subject * 3 + length(kind)) end as decided_at,
    chance('refuses', subject * 5 + length(kind)) < 0.03 as is_refused
from asked where kind <> 'purchase_order' or amount > 400000;

-- One row per style, channel and language: the share of its content that is written.
create table content as
select row_number() over (order by s.id, c.channel, l.language) - 1 as id, s.id as style, c.channel, l.language,
    least(100, drawn(c.least, 101, 'written', s.id * 30 + c.place * 6 + l.place)) as completeness,
    second_of(greatest(s.launch, 0) - drawn(1, 12, 'written on', s.id * 30 + c.place * 6 + l.place), 12) as second
from style as s,
    (values ('shop', 0, 80), ('marketplace', 1, 55)) as c(channel, place, least),
    (values ('en', 0), ('de', 1), ('fr', 2), ('es', 3), ('pl', 4), ('ar', 5)) as l(language, place)
where not (c.channel = 'marketplace' and l.language = 'ar');

-- One row per purchase line for fabric: what its weaver committed itself to, kept or not.
create table commitment as
select row_number() over (order by l.id) - 1 as id, l.id as line, p.supplier, l.goods,
    cast(round(l.quantity * case when chance('commits less', l.id) < 0.12 then 0.85 else 1.0 end) as bigint)
        as quantity,
    p.promised as day, p.second + 2 * 86400 as second
from purchase_line as l join purchase as p on p.id = l.purchase
where l.goods < 0;
