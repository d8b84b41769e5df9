-- What the shops have told by now of what was sold, as it stands in their files, planted faults included. Amounts without
-- tax in the order's currency, rows in the shop's own ids.

create or replace temp table planted_fault as
select source_name, table_name, fault, regexp_extract(place, '[0-9]+$') as row_id, place,
    cast(regexp_extract(file_name, '[0-9]{4}-[0-9]{2}-[0-9]{2}') as date) as told_on
from read_csv(getvariable('faults'), header = true, all_varchar = true)
where coalesce(told_on <= date_at(getvariable('now') - 1), true);

-- What became of the rows that hold for good: of an order only what its last file says, of anything else all of it.
create or replace temp table lasting_fault as
with files as (
    select told_on, lag(told_on) over (order by told_on) as told_before
    from (select distinct told_on from planted_fault where told_on is not null)
),

orders as (
    select source_name, cast(5600000000000 + shop_base(shop) + id as varchar) as order_id, id, shop,
        date_at(second) as date, date_at(updated) as updated
    from told_order
),

of_orders as (
    select p.fault, o.id as "order", null::bigint as line, p.told_on, o.date, o.updated
    from planted_fault as p join orders as o on p.source_name = o.source_name and p.row_id = o.order_id
    where p.table_name = 'orders'
    union all
    select p.fault, o.id, l.id, p.told_on, o.date, o.updated
    from line as l
    join orders as o on o.id = l."order"
    join planted_fault as p on p.source_name = o.source_name
        and p.row_id = cast(14300000000000 + shop_base(o.shop) + l.id as varchar)
    where p.table_name = 'order_lines'
)

select f.fault, f."order", f.line, f.date <= coalesce(x.told_before, date '1900-01-01') as was_told_before,
    coalesce(x.told_before, date '1900-01-01') as told_before
from of_orders as f join files as x on x.told_on = f.told_on
where f.updated <= f.told_on;

-- One row per line of the shops, gift cards apart, and of business customers, whose orders no fault can reach: what it
-- says, whose it is, and what was sold.
create or replace temp table told_line as
with refused as (
    select "order", bool_or(was_told_before) as is_told, min(told_before) as told_until
    from lasting_fault where fault in ('currency_missing', 'decimal_comma') group by "order"
),

changed as (
    select line, bool_or(fault = 'orphan_line') as is_orphan, bool_or(fault = 'zero_price') as is_free,
        bool_or(fault = 'wrong_unit') as is_dear
    from lasting_fault where line is not null group by line
),

unmarked as (
    select distinct "order" from lasting_fault where fault = 'unmarked_test_order'
),

lines as (
    select l.*,
        case when c.is_free then 0 when c.is_dear then l.price * minor_units(o.digits) else l.price end as told_price,
        case when c.is_free then 0 else l.discount end as told_discount, coalesce(c.is_orphan, false) as is_orphan
    from line as l
    join told_order as o on o.id = l."order"
    left join changed as c on c.line = l.id
    where l.variant <> -1
)

select o.source_name, cast(5600000000000 + shop_base(o.shop) + o.id as varchar) as order_id,
    cast(14300000000000 + shop_base(o.shop) + l.id as varchar) as line_id, date_at(o.second) as date,
    'person-' || o.person as customer, o.account <> -1 as has_account, o.country as market_code, h.code as channel_code,
    o.currency_code,
    v.sku, s.code as style_code, g.name as category_name, v.colour_name, v.size_code,
    l.quantity, l.told_price * l.quantity > 0 and l.told_discount > 0 as is_discounted,
    cast(decimals(l.quantity * l.told_price - case when o.has_tax_inside then l.tax else 0 end, o.digits)
        as decimal(18, 4)) as gross,
    cast(decimals(l.quantity * l.list_price, o.digits) as decimal(18, 4)) as listed,
    cast(decimals(l.quantity * l.told_price, o.digits) as decimal(18, 4)) as ticket,
    cast(decimals(l.told_discount, o.digits) as decimal(18, 4)) as discount,
    cast(decimals(l.quantity * l.told_price - case when o.has_tax_inside then l.tax else 0 end
        - l.told_discount, o.digits) as decimal(18, 4)) as net,
    cast(decimals(l.tax, o.digits) as decimal(18, 4)) as tax,
    o.kind = 3 and u."order" is null as is_test,
    o.cancelled_at <> -1 and date_at(o.cancelled_at) <= case when r.is_told then r.told_until
        else date_at(getvariable('now') - 1) end as is_cancelled,
    l.is_orphan or not coalesce(r.is_told, true) as is_without_order, o.kind <> 1 and o.total <> 0 as is_new_sale
from lines as l
join told_order as o on o.id = l."order"
join channel as h on h.id = o.channel
join variant as v on v.id = l.variant
join style as s on s.id = v.style
join category as g on g.id = s.category
left join refused as r on r."order" = o.id
left join unmarked as u on u."order" = o.id
union all
select 'erp', 'B' || o.id, 'B' || l.id, date_at(o.second), 'organisation-' || o.organisation, true, m.code,
    'business', c.code,
    v.sku, s.code, g.name, v.colour_name, v.size_code, l.ordered, false,
    cast(decimals(l.ordered * l.price, c.digits) as decimal(18, 4)), null, null, 0,
    cast(decimals(l.ordered * l.price, c.digits) as decimal(18, 4)), 0, false, false, false, true
from business_line as l
join business_order as o on o.id = l."order"
join organisation as r on r.id = o.organisation
join market as m on m.id = r.market
join currency as c on c.id = o.currency
join variant as v on v.id = l.variant
join style as s on s.id = v.style
join category as g on g.id = s.category
where happened(o.second) and l.ordered > 0;
