-- Where two systems do not fit together: each broken joint with its order and the money that hangs on it.
-- The variable `joints` multiplies how often it happens; at 0 nothing is broken.

create table joint as
with sale as (
    select o.id, o.second, o.total_shop as money, s.currency as currency_code
    from shop_order as o
    join market as m on m.id = o.market
    join shop as s on s.id = m.shop
    where o.channel < 2 and o.kind in (0, 1, 2)
),

found as (
    select 'order_missing_in_erp' as kind, id as subject, second, money, currency_code from sale
    where chance('missing in the ERP', id) < 0.006 * getvariable('joints')
    union all
    select 'order_late_in_erp', id, second, money, currency_code from sale
    where chance('late in the ERP', id) < 0.03 * getvariable('joints')
        and chance('missing in the ERP', id) >= 0.006 * getvariable('joints')
    union all
    select 'order_typed_by_hand', id, second, money, currency_code from sale
    where chance('typed by hand', id) < 0.008 * getvariable('joints')
        and chance('missing in the ERP', id) >= 0.006 * getvariable('joints')
    union all
    select 'sku_unmapped_in_erp', l.id, s.second, l.quantity * l.price_shop - l.discount_shop, s.currency_code
    from line as l join sale as s on s.id = l."order"
    where chance('unmapped', l.id) < 0.004 * getvariable('joints')
    union all
    select 'shipment_missing_in_erp', p.id, p.shipped_at, null, null from parcel as p
    where p.channel < 2 and chance('no move in the ERP', p.id) < 0.004 * getvariable('joints')
    union all
    select 'payout_short', p.id, second_of(p.pays_on, 6), rounded(p.net * drawn(5, 21, 'short by', p.id), 1000), c.code
    from payout as p join currency as c on c.id = p.currency
    where p.net > 0 and chance('payout short', p.id) < 0.012 * getvariable('joints')
    union all
    select 'cash_not_remitted', l.payment, second_of(l.remitted_on, 6), l.amount, c.code
    from remittance_line as l join currency as c on c.id = l.currency
    where chance('not remitted', l.payment) < 0.008 * getvariable('joints')
    union all
    select 'contact_without_order', c.id, c.created_at, null, null from crm_contact as c
    where c.crowd = 'customer' and chance('link lost', c.id) < 0.01 * getvariable('joints')
)

select row_number() over (order by second, kind, subject) - 1 as id, * from found;

-- When the connector or a clerk entered a shop's order in the ERP; orders that nobody entered are left out.
create table erp_order as
select o.id, o.second + case
        when l.subject is not null then drawn(86400, 4 * 86400, 'entered late', o.id)
        when h.subject is not null then drawn(4 * 3600, 30 * 3600, 'entered by hand', o.id)
        else 900 end as entered_at,
    h.subject is not null as is_by_hand
from shop_order as o
left join joint as m on m.kind = 'order_missing_in_erp' and m.subject = o.id
left join joint as l on l.kind = 'order_late_in_erp' and l.subject = o.id
left join joint as h on h.kind = 'order_typed_by_hand' and h.subject = o.id
where o.channel < 2 and o.kind in (0, 1, 2) and m.subject is null;
