-- When providers, carriers and the marketplace pay out what they took.

-- One row per payment through a gateway, with the payout that carries it; each gateway pays twice a week or weekly.
create table payout_line as
select p.id as payment, p."order", m.shop, m.gateways[1 + p.gateway] as gateway, o.currency,
    case when p.status = 2 then -p.amount else p.amount end as amount, p.fee, p.second,
    case when m.gateways[1 + p.gateway] in ('shopify_payments', 'paypal', 'checkout_com')
        then day_at(p.second) + 2 + (7 - (day_at(p.second) + 2) % 7) % 7 % 4
        else day_at(p.second) + 3 + (8 - (day_at(p.second) + 3) % 7) % 7 end as pays_on
from payment as p
join shop_order as o on o.id = p."order"
join market as m on m.id = o.market
where p.means = 0 and p.status <> 1;

create table payout as
select row_number() over (order by pays_on, shop, gateway, currency) - 1 as id, *
from (
    select shop, gateway, currency, pays_on, sum(amount) as gross, sum(fee) as fee, sum(amount - fee) as net,
        count(*) as payments
    from payout_line group by shop, gateway, currency, pays_on
);

-- One row per parcel that was paid at the door; the carrier hands the money over on the second Thursday after.
create table remittance_line as
select p.id as payment, p."order", m.code as country, m.carriers[1 + o.carrier] as carrier, o.currency, p.amount, p.fee,
    p.second as collected_at,
    day_at(p.second) + 7 + (10 - (day_at(p.second) + 7) % 7) % 7 + drawn(0, 2, 'remitted late', p.id // 40) * 7
        as remitted_on
from payment as p
join shop_order as o on o.id = p."order"
join market as m on m.id = o.market
where p.means = 2 and p.status = 0;

create table remittance as
select row_number() over (order by remitted_on, carrier, country, currency) - 1 as id, *
from (
    select carrier, country, currency, remitted_on, sum(amount) as collected, sum(fee) as fee, count(*) as parcels
    from remittance_line group by carrier, country, currency, remitted_on
);

-- What the marketplace takes and gives for every order, by fortnight and country; amounts in minor units, signed.
create table settlement_line as
with priced as (
    select l.id as line, l."order", o.market, o.currency, o.second, v.sku, l.quantity,
        l.quantity * l.price - l.discount as amount, l.tax
    from line as l
    join shop_order as o on o.id = l."order"
    join variant as v on v.id = l.variant
    where o.channel = 2 and o.cancelled_at = -1
),

gone_back as (
    select r.id as refund, l."order", l.id as line, r.second, f.quantity, f.subtotal, f.tax, f.cause
    from refund_line as f
    join refund as r on r.id = f.refund
    join line as l on l.id = f.line
    join shop_order as o on o.id = l."order"
    where o.channel = 2 and o.cancelled_at = -1
),

posted as (
    select "order", line, market, currency, sku, quantity, second + 90000 as second,
        unnest(['Principal', 'Tax', 'Commission', 'FulfilmentFee']) as type,
        unnest([amount - tax, tax, -rounded(amount * 15, 100),
            -quantity * 345 * case currency when 3 then 4 else 1 end])
            as amount
    from priced
    union all
    select g."order", g.line, p.market, p.currency, p.sku, g.quantity, g.second,
        unnest(['Refund', 'RefundTax', 'RefundCommission']),
        unnest([g.tax - g.subtotal, -g.tax, rounded(g.subtotal * 12, 100)])
    from gone_back as g
    join priced as p on p.line = g.line
)

select row_number() over (order by second, "order", line, type) - 1 as id, *,
    cast((day_at(second) // 14 + 1) * 14 as bigint) as closes_on
from posted where amount <> 0;

-- Advertising on the marketplace and the reserve that it holds back, per settlement.
create table settlement as
select row_number() over (order by closes_on, market) - 1 as id, *, goods + fees - advertising as transferred
from (
    select market, any_value(currency) as currency, closes_on,
        sum(amount) filter (where type in ('Principal', 'Tax', 'Refund', 'RefundTax')) as goods,
        coalesce(sum(amount) filter (where type in ('Commission', 'FulfilmentFee', 'RefundCommission')), 0) as fees,
        rounded(coalesce(sum(amount) filter (where type = 'Principal'), 0) * 4, 100) as advertising
    from settlement_line group by market, closes_on
);
