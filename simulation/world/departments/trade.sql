-- Invoices of the business side, suppliers' bills, and goods between our own two companies.

-- One row per invoice to a business customer, when its goods leave; money in cents of the order's currency.
create table business_invoice as
with sent as (
    select l."order", sum(l.sent * l.price) as untaxed from business_line as l where l.sent > 0 group by l."order"
)

select row_number() over (order by o.leaves_at, o.id) - 1 as id, o.id as "order", o.organisation, o.company, o.currency,
    day_at(o.leaves_at) as day, o.leaves_at + 3600 as second, day_at(o.leaves_at) + 30 as due_day, s.untaxed,
    case when g.market = 3 then rounded(s.untaxed * 20, 100) else 0 end as tax,
    second_of(day_at(o.leaves_at) + 30 + case when g.pays_late = 1 then drawn(10, 75, 'pays late', o.id)
        else drawn(-8, 9, 'pays', o.id) end, 10) as paid_at,
    chance('never pays', o.id) < 0.008 as is_bad
from business_order as o
join sent as s on s."order" = o.id
join organisation as g on g.id = o.organisation;

-- One row per credit note: part of the first line of some invoices.
create table credit_note as
select row_number() over (order by i.id) - 1 as id, i.id as invoice, i.organisation, i.company, i.currency,
    i.day + drawn(12, 45, 'credited', i.id) as day, l.id as line, l.variant, l.price,
    1 + cast(floor(chance('credited units', i.id) * l.sent) as bigint) as quantity
from business_invoice as i
join (select *, row_number() over (partition by "order" order by id) as place from business_line where sent > 0) as l
    on l."order" = i."order" and l.place = 1
where chance('credit note', i.id) < 0.05;

-- One row per supplier's bill: what came of one order on one day, three days later.
create table bill as
select row_number() over (order by day, purchase) - 1 as id, *, second_of(day, 16) as second, day + 45 as due_day,
    second_of(day + 45 + drawn(-5, 6, 'pays a bill', purchase * 4000 + day), 9) as paid_at
from (
    select l.purchase, p.supplier, d.day + 3 as day,
        sum(line_amount(l.goods, d.counted - d.rejected, l.price)) as untaxed
    from delivery as d
    join purchase_line as l on l.id = d.line
    join purchase as p on p.id = l.purchase
    where d.counted > d.rejected and d.day >= 0
    group by l.purchase, p.supplier, d.day
);

create table bill_line as
select row_number() over (order by b.id, d.id) - 1 as id, b.id as bill, d.id as delivery, l.id as line, l.goods,
    d.counted - d.rejected as quantity, l.price,
    line_amount(l.goods, d.counted - d.rejected, l.price) as subtotal
from bill as b
join purchase_line as l on l.purchase = b.purchase
join delivery as d on d.line = l.id and d.day + 3 = b.day
where d.counted > d.rejected;

-- One row per month of goods that the French company sold to the American one: at cost plus 15 per cent, in euro cents.
create table intercompany_line as
select row_number() over (order by month, variant) - 1 as id, *
from (
    select cast(floor((t.day + 0.5) / 30.4375) as bigint) as month, t.variant, sum(t.quantity) as quantity,
        rounded(any_value(s.cost) * 115, 100) as price
    from transfer as t
    join variant as v on v.id = t.variant
    join style as s on s.id = v.style
    where t.place = 1 and t.quantity > 0
    group by all
);
