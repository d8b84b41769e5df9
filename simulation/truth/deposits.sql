-- One row per order of a shop that was paid for and of which something is to leave still: what its customer is owed by
-- now, with tax. Goods are handed over when they leave; shipping, duty and fees are earned with the first of them, and what
-- was paid for a gift card is owed on the card.
create or replace temp table true_deposit as
with goods as (
    select l.*, count(*) filter (happened(u.shipped_at)) as sent,
        count(*) filter (not happened(u.shipped_at) and not happened(u.short_at)) as to_come
    from line as l join unit as u on u.line = l.id
    where l.variant <> -1
    group by all
),

worth as (
    select g."order", sum(g.to_come) as to_come, sum(g.sent) as sent,
        sum(rounded((g.quantity * g.price - g.discount + case when m.has_tax_inside then 0 else g.tax end) * g.sent,
            g.quantity)) as handed_over
    from goods as g join shop_order as o on o.id = g."order" join market as m on m.id = o.market
    group by g."order"
),

paid as (
    select "order", sum(case status when 2 then -amount else amount end) as amount
    from payment where status <> 1 and happened(second) group by "order"
),

cards as (
    select "order", sum(quantity * price) as amount from line where variant = -1 group by "order"
),

owed as (
    select o.source_name, o.shop, o.id, s.market, s.currency,
        p.amount - w.handed_over - coalesce(c.amount, 0)
        - case when w.sent > 0 then s.shipping + s.cash_fee + s.duty
            + case when m.has_tax_inside then 0 else s.shipping_tax end else 0 end as amount
    from told_order as o
    join shop_order as s on s.id = o.id
    join market as m on m.id = s.market
    join worth as w on w."order" = o.id
    join paid as p on p."order" = o.id
    left join cards as c on c."order" = o.id
    where w.to_come > 0 and s.channel < 2 and s.kind in (0, 1, 2) and not happened(s.cancelled_at)
)

select source_name, cast(5600000000000 + shop_base(shop) + owed.id as varchar) as order_id,
    cast(1 + cast(market = 0 as bigint) as varchar) as legal_entity_id, c.code as currency_code,
    cast(decimals(amount, c.digits) as decimal(18, 4)) as amount
from owed join currency as c on c.id = owed.currency
where amount > 0;
