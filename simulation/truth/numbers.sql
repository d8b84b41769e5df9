-- What a controller signs: sales, taxes and balances by legal entity, month and currency.
-- Legal entity 1 is the French company, 2 the American one, as both ERPs number them.

-- One row per order line and what became of it: net amount and tax in minor units of the order's currency.
create or replace temp table sale_event as
with priced as (
    select l.id as line, o.second, o.market, o.currency, h.code as channel_code, l.quantity,
        l.quantity * l.price - l.discount - case when m.has_tax_inside then l.tax else 0 end as net, l.tax,
        m.has_tax_inside
    from line as l
    join shop_order as o on o.id = l."order"
    join market as m on m.id = o.market
    join channel as h on h.id = o.channel
    where l.variant <> -1 and o.kind in (0, 1, 2) and happened(o.second)
),

-- A line that leaves in two parcels carries, after each of them, the rounded share of what has left by then.
leaving as (
    select u.line, u.event, u.second, count(*) as units,
        sum(count(*)) over (partition by u.line order by u.second, u.event) as units_by_then
    from (
        select line, case when happened(shipped_at) then 'shipped' else 'cancelled' end as event,
            case when happened(shipped_at) then shipped_at
                when happened(short_at) then short_at else known(o.cancelled_at) end as second
        from unit as u join shop_order as o on o.id = u."order"
    ) as u
    where u.second is not null
    group by u.line, u.event, u.second
),

left_so_far as (
    select g.line, g.event, g.second, rounded(p.net * g.units_by_then, p.quantity)
        - rounded(p.net * (g.units_by_then - g.units), p.quantity) as net
    from leaving as g join priced as p on p.line = g.line
)

select 'booked' as event, line, channel_code, market, currency, second, net, tax from priced
union all
select g.event, p.line, p.channel_code, p.market, p.currency, g.second, cast(g.net as bigint), 0
from left_so_far as g join priced as p on p.line = g.line
union all
select 'refunded_' || c.code, p.line, p.channel_code, p.market, p.currency, r.second,
    f.subtotal - case when p.has_tax_inside and f.cause <> 7 then f.tax else 0 end, f.tax
from refund_line as f
join refund as r on r.id = f.refund
join priced as p on p.line = f.line
join cause as c on c.id = f.cause
where happened(r.second)
union all
select e.event, null, 'business', g.market, o.currency, e.second, e.units * l.price, 0
from business_line as l
join business_order as o on o.id = l."order"
join organisation as g on g.id = o.organisation,
    lateral (values ('booked', o.second, l.ordered), ('shipped', o.leaves_at, l.sent),
        ('cancelled', o.leaves_at, l.ordered - l.sent)) as e(event, second, units)
where happened(e.second) and e.units > 0;

-- The same on the clocks of its market, of its legal entity and of its shop; business orders have no shop.
create or replace temp table dated_sale as
with clocks as (
    select e.*, 1 + cast(e.market = 0 and e.channel_code <> 'store' as bigint) as legal_entity,
        unnest(['trade', 'finance', 'shop']) as date_basis,
        unnest([m.zone, case when e.market = 0 then 'America/New_York' else 'Europe/Paris' end,
            case when e.channel_code = 'business' then null
                when m.shop = 1 then 'America/New_York' else 'Europe/Paris' end]) as zone
    from sale_event as e join market as m on m.id = e.market
)

select s.*, date_at(s.second + z.shift) as date
from clocks as s
asof join zone_change as z on z.zone = s.zone and z.since <= s.second;

-- One row per item of the ledger with what it means; amounts in minor units, income and liabilities above 0.
create or replace temp table ledger_meaning as
select 1 + m.company as legal_entity, m.day, m.move_type, m.currency, i.role, i.account, i.amount, i.balance,
    case m.partner when 'organisation' then 'business' when 'group' then 'intercompany'
        when 'shop_eu' then 'shops' when 'shop_us' then 'shops' else m.partner end as channel_code,
    case when i.role = 'tax' then case i.label when 'TVA 20 %' then 'FR' else i.label[1:2] end end as country_code
from ledger_item as i join ledger_move as m on m.id = i.move
where happened(m.second);

create or replace temp table month_end as
select cast(month as date) as month, datediff('day', day_of(0), cast(month + interval 1 month as date)) as ends
from unnest(generate_series(day_of(0), date_at(getvariable('now') - 1), interval 1 month)) as months(month);

-- Which rules a tax follows: that of the seller's own country, the Union's one-stop shop, or that of a country beyond.
create or replace temp macro tax_scheme(country) as case when country in ('US', 'FR') then 'domestic'
    when country in ('DE', 'ES', 'PL') then 'oss' else 'import' end;

-- One row per line and refund that will come back still of what was sold by now.
create or replace temp table return_to_come as
select l.id as line, 1 + cast(o.market = 0 and o.channel <> 3 as bigint) as legal_entity, o.currency,
    h.code as channel_code, m.code as country_code,
    f.subtotal - case when m.has_tax_inside then f.tax else 0 end as amount
from refund_line as f
join refund as r on r.id = f.refund
join cause as c on c.id = f.cause
join line as l on l.id = f.line
join shop_order as o on o.id = l."order"
join channel as h on h.id = o.channel
join market as m on m.id = o.market
where not happened(r.second) and happened(o.second) and o.kind in (0, 1, 2)
    and c.code in ('returned', 'refused', 'exchanged');

-- One row per measure, legal entity, month and currency, with what it can be told apart by.
create or replace temp table true_number as
with flows as (
    select case event when 'booked' then 'net_sales_booked' when 'shipped' then 'net_sales_shipped'
            when 'cancelled' then 'net_sales_cancelled' else 'net_sales_' || event end as measure,
        legal_entity, date_trunc('month', date) as month, d.currency, date_basis, channel_code,
        m.code as country_code, net as amount
    from dated_sale as d join market as m on m.id = d.market
    union all
    select 'tax_booked:' || tax_scheme(m.code), legal_entity, date_trunc('month', date), d.currency,
        date_basis, channel_code, m.code, tax
    from dated_sale as d join market as m on m.id = d.market
    where event = 'booked' and tax <> 0
    union all
    select case when account = '708500' then 'charges_recognised' when move_type = 'out_refund' then 'net_sales_returned'
            else 'net_sales_recognised' end,
        legal_entity, date_trunc('month', day_of(day)), currency, 'finance', channel_code, null, -amount
    from ledger_meaning
    where role = 'product' and account in ('707000', '709000', '707900', '708500')
    union all
    select 'tax:' || tax_scheme(country_code), legal_entity, date_trunc('month', day_of(day)), currency,
        'finance', channel_code, country_code, -amount
    from ledger_meaning where role = 'tax'
),

-- Balances stand in the entity's own currency, as its books keep them.
balances as (
    select i.legal_entity, e.month, i.account, sum(i.balance) as balance
    from month_end as e
    join (
        select legal_entity, account, cast(date_trunc('month', day_of(day)) as date) as posted, sum(balance) as balance
        from ledger_meaning group by all
    ) as i on i.posted <= e.month
    group by i.legal_entity, e.month, i.account
),

named as (
    select * from balances as b,
        lateral (values ('balance:' || b.account, b.balance),
            (case b.account when '370000' then 'stock_value_book' when '411000' then 'receivables'
                when '401000' then 'payables' when '512000' then 'cash' when '530000' then 'cash' end,
                case b.account when '401000' then -b.balance else b.balance end)) as m(measure, amount)
    where m.measure is not null
),

-- Goods at standard cost: where they lie, on the way between our places, and as the ERP was told.
goods as (
    select 'stock_value_physical' as measure, variant, quantity, second from movement
    union all
    select 'stock_value_in_transit', variant, -quantity, second from movement where kind like 'transfer%'
    union all
    select 'stock_value_erp', goods, quantity, second from erp_stock_change where goods >= 0
),

valued as (
    select g.measure, e.month, g.amount
    from month_end as e
    join (
        select g.measure, cast(date_trunc('month', date_at(g.second)) as date) as moved, sum(g.quantity * s.cost) as amount
        from goods as g join variant as v on v.id = g.variant join style as s on s.id = v.style
        where happened(g.second) group by all
    ) as g on g.moved <= e.month
),

-- Documents of the business side that nobody has paid by the month's end, in their own currency.
unpaid as (
    select 'open_receivables' as measure, 1 + company as legal_entity, currency, untaxed + tax as amount, second,
        case when not is_bad then paid_at end as paid_at
    from business_invoice
    union all
    select 'open_payables', 1, s.currency, b.untaxed, b.second, b.paid_at
    from bill as b join supplier as s on s.id = b.supplier
    union all
    select 'open_payables', 1, 0, freight + duty, second_of(day + 6, 12), null from inbound_cost
    where freight + duty > 0
),

everything as (
    select * from flows
    union all
    select 'returns_to_come', legal_entity, (select max(month) from month_end), currency, 'finance', channel_code,
        country_code, amount
    from return_to_come
    union all
    select measure, legal_entity, month, legal_entity - 1, 'finance', null, null, amount from named
    union all
    select measure, 1, month, 0, 'finance', null, null, amount from valued
    union all
    select u.measure, u.legal_entity, e.month, u.currency, 'finance', null, null, u.amount
    from month_end as e join unpaid as u on u.second < e.ends * 86400 and happened(u.second)
        and (u.paid_at is null or u.paid_at >= e.ends * 86400 or not happened(u.paid_at))
)

select measure, cast(legal_entity as varchar) as legal_entity_id, cast(month as date) as month, c.code as currency_code,
    date_basis, channel_code, country_code,
    cast(decimals(sum(amount), any_value(c.digits)) as decimal(18, 4)) as amount
from everything join currency as c on c.id = everything.currency
group by measure, legal_entity, month, c.code, date_basis, channel_code, country_code;

-- One row per line of the shops, event and month: what a fault in its row can make wrong, its tax as an event of its
-- own. Test orders have no sale.
create or replace temp table true_sale_line as
with lines as (
    select l.id, w.name as source_name, cast(5600000000000 + shop_base(m.shop) + o.id as varchar) as order_id,
        cast(14300000000000 + shop_base(m.shop) + l.id as varchar) as line_id
    from line as l
    join shop_order as o on o.id = l."order"
    join market as m on m.id = o.market
    join shop as w on w.id = m.shop
    where o.channel < 2 and happened(o.second)
),

amounts as (
    select line, event, legal_entity, date, currency, net as amount
    from dated_sale where date_basis = 'finance' and event in ('booked', 'shipped')
    union all
    select d.line, 'tax_booked:' || tax_scheme(m.code), d.legal_entity, d.date, d.currency, d.tax
    from dated_sale as d join market as m on m.id = d.market
    where d.date_basis = 'finance' and d.event = 'booked' and d.tax <> 0
    union all
    select line, 'returns_to_come', legal_entity, (select max(month) from month_end), currency, amount
    from return_to_come
)

select l.source_name, l.order_id, l.line_id, coalesce(s.event, 'none') as event,
    cast(s.legal_entity as varchar) as legal_entity_id, cast(date_trunc('month', s.date) as date) as month,
    c.code as currency_code,
    cast(decimals(sum(coalesce(s.amount, 0)), coalesce(any_value(c.digits), 2)) as decimal(18, 4)) as amount
from lines as l
left join amounts as s on s.line = l.id
left join currency as c on c.id = s.currency
group by all;

-- One row per line of a shop and parcel that a logistics partner packed, with the day that it last told of it.
create or replace temp table true_shipment as
select w.name as source_name, cast(14300000000000 + shop_base(m.shop) + u.line as varchar) as line_id,
    'SHL' || lpad(cast(u.line * 2 + u.parcel as varchar), 9, '0') as shipment_line_no,
    date_at(greatest(p.shipped_at, coalesce(known(p.delivered_at), p.shipped_at))) as told_on
from (select distinct "order", line, parcel from unit where shipped_at <> -1) as u
join parcel as p on p."order" = u."order" and p.parcel = u.parcel
join place as q on q.id = p.place
join market as m on m.id = p.market
join shop as w on w.id = m.shop
where q.kind = '3pl' and happened(p.shipped_at);
