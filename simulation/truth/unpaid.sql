-- What the shops' orders were paid through others, and what those others have accounted for by now.

-- The files of one day of the payment provider wait behind the one that cannot be read.
create or replace temp table waiting_day as
with days as (
    select told_on, lag(told_on) over (order by told_on) as told_before
    from (select distinct told_on from planted_fault where told_on is not null)
)

select d.told_before, d.told_on
from planted_fault as p join days as d on d.told_on = p.told_on
where p.source_name = 'payments' and p.fault = 'quote_not_closed';

-- One row per order that was paid by provider or at the door, in the order's currency, signed as it was paid.
create or replace temp table told_unpaid as
with refused as (
    select "order" from lasting_fault
    where fault in ('currency_missing', 'decimal_comma') and not was_told_before group by "order"
),

accounted as (
    select l.payment, l.amount
    from payout_line as l
    left join waiting_day as w on date_at(second_of(l.pays_on, 6)) between w.told_before + 1 and w.told_on
    where happened(second_of(l.pays_on, 6)) and w.told_on is null
    union all
    select l.payment, l.amount
    from remittance_line as l
    left join joint as j on j.kind = 'cash_not_remitted' and j.subject = l.payment
    where happened(second_of(l.remitted_on, 6)) and j.subject is null
)

select o.source_name, cast(5600000000000 + shop_base(o.shop) + o.id as varchar) as order_id,
    case p.means when 0 then 'provider' else 'cod_carrier' end as holder,
    case p.means when 0 then o.gateways[p.gateway + 1] else m.carriers[1 + s.carrier] end as held_by,
    o.currency_code, max(date_at(p.second)) as paid_on,
    cast(sum(decimals(case p.status when 2 then -p.amount else p.amount end, o.digits)::decimal(18, 4))
        as decimal(18, 4)) as paid,
    cast(sum(coalesce(decimals(a.amount, o.digits)::decimal(18, 4), 0)) as decimal(18, 4)) as accounted
from payment as p
join told_order as o on o.id = p."order"
join shop_order as s on s.id = o.id
join market as m on m.id = s.market
left join refused as r on r."order" = o.id
left join accounted as a on a.payment = p.id
where happened(p.second) and r."order" is null and o.kind <> 3
    and (p.means = 0 and p.status <> 1 or p.means = 2 and p.status = 0)
group by all;
