-- What the ledger stands on: its accounts, the rates of every day, and sales and payments summed as they are posted.

create table ledger_account as
select row_number() over (order by code) - 1 as id, *
from (values
    ('101000', 'Capital', 'equity'), ('213000', 'Stock at our suppliers', 'asset_current'),
    ('370000', 'Goods in stock', 'asset_current'), ('401000', 'Suppliers', 'liability_payable'),
    ('408000', 'Goods received, not billed', 'liability_current'), ('411000', 'Customers', 'asset_receivable'),
    ('445660', 'Input VAT', 'asset_current'), ('445710', 'Output VAT', 'liability_current'),
    ('451000', 'Group companies', 'asset_receivable'), ('467000', 'Payment providers', 'asset_current'),
    ('467100', 'Marketplace', 'asset_current'), ('467200', 'Cash collected by carriers', 'asset_current'),
    ('419700', 'Gift cards not redeemed', 'liability_current'), ('512000', 'Bank', 'asset_cash'),
    ('530000', 'Till', 'asset_cash'), ('603700', 'Cost of goods sold', 'expense_direct_cost'),
    ('607000', 'Fabric', 'expense_direct_cost'), ('624000', 'Freight', 'expense'),
    ('627000', 'Payment fees', 'expense'),
    ('635000', 'Duties', 'expense'), ('707000', 'Sales', 'income'), ('708500', 'Shipping income', 'income'),
    ('709000', 'Returns', 'income'), ('707900', 'Sales to group companies', 'income')
) as a(code, name, type);

-- One row per currency and day: millionths of the currency per euro, carried over weekends.
create table rate_daily as
select c.id as currency, d.day, case when c.id = 0 then 1000000 else r.rate end as rate
from currency as c
cross join (select unnest(range(-364, (select cast(max(day) as bigint) + 1 from rate))) as day) as d
asof left join rate as r on r.currency = c.id and r.day <= d.day;

create macro into_own(amount, currency, company, day_rate, dollar_rate, digits) as case
    when company = 0 and currency = 0 or company = 1 and currency = 1 then amount
    else cast(sign(amount) * floor(abs(amount) * case when company = 0 then 1000000.0 else dollar_rate end / day_rate
        * 100.0 / minor_units(digits) + 0.5) as bigint) end;

-- What the shops, the marketplace and the store sent out or took back, by day, market and kind of income; net and tax.
create table sale_document as
with sold as (
    select o.market, u.channel, day_at(u.shipped_at) as day, o.currency, 'goods' as income, 1 as direction,
        u.amount - case when m.has_tax_inside then u.tax else 0 end as net, u.tax
    from unit as u join shop_order as o on o.id = u."order" join market as m on m.id = o.market
    where u.shipped_at <> -1
    union all
    select o.market, o.channel, day_at(o.leaves_at), o.currency, 'shipping', 1,
        o.shipping - case when m.has_tax_inside then o.shipping_tax else 0 end + o.cash_fee + o.duty, o.shipping_tax
    from shop_order as o join market as m on m.id = o.market
    where o.leaves_at <> -1 and o.shipping + o.cash_fee + o.duty > 0
    union all
    select o.market, o.channel, day_at(r.second), o.currency, 'goods', -1,
        l.subtotal - case when m.has_tax_inside and r.cause <> 7 then l.tax else 0 end, l.tax
    from refund_line as l join refund as r on r.id = l.refund join shop_order as o on o.id = r."order"
    join market as m on m.id = o.market
    where r.cause not in (0, 1)
    union all
    select o.market, o.channel, day_at(r.second), o.currency, 'shipping', -1,
        o.shipping - case when m.has_tax_inside then o.shipping_tax else 0 end + o.cash_fee + o.duty, o.shipping_tax
    from refund as r join shop_order as o on o.id = r."order" join market as m on m.id = o.market
    where r.cause = 5 and o.shipping + o.cash_fee + o.duty > 0
)

select case when channel = 3 then 'store' when channel = 2 then 'marketplace' when market in (0, 6, 7, 8) then 'shop_us'
        else 'shop_eu' end as seller,
    cast(market = 0 as bigint) as company, market, currency, day, income, direction, sum(net) as net, sum(tax) as tax
from sold group by all;

-- What customers paid and got back, by day and by who holds the money meanwhile.
create table collected as
select cast(o.market = 0 as bigint) as company, o.currency, day_at(p.second) as day,
    case p.means when 0 then '467000' when 1 then '419700' when 2 then '467200' when 4 then '467100' else '411000' end
        as account,
    o.kind = 4 as is_card, sum(case when p.status = 2 then -p.amount else p.amount end) as amount
from payment as p join shop_order as o on o.id = p."order"
where p.status <> 1 and p.means not in (3, 5) group by all;
