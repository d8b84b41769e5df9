"""What money and goods pass through outside: carriers, payment providers, the marketplace, the suppliers.

Belongs here: tracking, remittances, payouts, settlements, notices and commitments. Not here: our own systems.
"""

from __future__ import annotations

from simulation.witnesses.writing import CSV, EXCEL, JSON_LINES, Sheet, Witness

_TRACKING = """
select t.parcel, t.turn, t.id, to_json({
    'trackingNumber': p.tracking, 'carrier': p.carrier, 'event': t.code, 'occurredAt': iso(t.second),
    'reportedAt': iso(t.told_at),
    'location': case when t.turn <= 2 then q.country else m.code end,
    'reason': case when t.code = 'DELAYED' then 'CAPACITY' when t.code = 'REFUSED' then 'REFUSED_BY_RECIPIENT' end}),
    t.told_at
from tracking_event as t
join parcel as p on p.id = t.parcel
join place as q on q.id = p.place
join market as m on m.id = p.market
where p.channel < 2 and happened(t.told_at)"""

_REMITTANCES = """
select 'REM' || lpad(cast(r.id as varchar), 6, '0') as remittance_no, l.carrier, day_of(l.remitted_on) as remitted_on,
    p.tracking as tracking_no,
    w.order_prefix || cast(1001 + n.place as varchar) as order_ref, c.code as currency,
    decimals(l.amount, c.digits) as collected,
    decimals(l.fee, c.digits) as fee, decimals(l.amount - l.fee, c.digits) as net, iso(l.collected_at) as collected_at,
    second_of(l.remitted_on, 6) as changed
from remittance_line as l
join remittance as r on r.carrier = l.carrier and r.country = l.country and r.currency = l.currency
    and r.remitted_on = l.remitted_on
join shop_order as o on o.id = l."order"
join order_number as n on n.id = o.id
join market as m on m.id = o.market
join shop as w on w.id = m.shop
join currency as c on c.id = l.currency
left join (select "order", min(tracking) as tracking from parcel group by "order") as p on p."order" = l."order"
left join joint as j on j.kind = 'cash_not_remitted' and j.subject = l.payment
where j.subject is null and happened(second_of(l.remitted_on, 6))"""

_PAYOUTS = """
select 'po_' || p.gateway || '_' || cast(p.id as varchar) as payout_id, p.gateway as provider, w.name as merchant,
    day_of(p.pays_on) as arrival_date, c.code as currency, decimals(p.gross, c.digits) as gross,
    decimals(p.fee, c.digits) as fees,
    decimals(p.net, c.digits) as expected_net, decimals(p.net - coalesce(j.money, 0), c.digits) as net,
    p.payments as transactions, second_of(p.pays_on, 6) as changed
from payout as p
join shop as w on w.id = p.shop
join currency as c on c.id = p.currency
left join joint as j on j.kind = 'payout_short' and j.subject = p.id
where happened(second_of(p.pays_on, 6))"""

_BALANCE = """
select 'txn_' || cast(l.payment as varchar) as transaction_id,
    'po_' || p.gateway || '_' || cast(p.id as varchar) as payout_id,
    case when l.amount < 0 then 'refund' else 'charge' end as type,
    w.order_prefix || cast(1001 + n.place as varchar) as order_ref,
    c.code as currency, decimals(l.amount, c.digits) as amount, decimals(l.fee, c.digits) as fee,
    iso(l.second) as created_at, second_of(p.pays_on, 6) as changed
from payout_line as l
join payout as p on p.shop = l.shop and p.gateway = l.gateway and p.currency = l.currency and p.pays_on = l.pays_on
join order_number as n on n.id = l."order"
join shop as w on w.id = l.shop
join currency as c on c.id = l.currency
where happened(second_of(p.pays_on, 6))"""

_SETTLEMENTS = """
select cast(8000000000 + s.id as varchar) as "settlement-id", m.code as country, c.code as currency,
    strftime(day_of(l.closes_on - 14), '%d.%m.%Y') as "settlement-start",
    strftime(day_of(l.closes_on), '%d.%m.%Y') as "settlement-end",
    strftime(moment(l.second), '%d.%m.%Y %H:%M') as "posted-date",
    'MKT-' || lpad(cast(l."order" as varchar), 9, '0') as "order-id", l.sku, l.quantity, l.type as "amount-type",
    replace(decimals(l.amount, c.digits), '.', ',') as amount, l.id as line_no, second_of(l.closes_on, 6) as changed
from settlement_line as l
join settlement as s on s.market = l.market and s.closes_on = l.closes_on
join market as m on m.id = l.market
join currency as c on c.id = l.currency
where happened(second_of(l.closes_on, 6))
union all
select cast(8000000000 + s.id as varchar), m.code, c.code, strftime(day_of(s.closes_on - 14), '%d.%m.%Y'),
    strftime(day_of(s.closes_on), '%d.%m.%Y'), strftime(day_of(s.closes_on), '%d.%m.%Y %H:%M'), null, null, null,
    e.type, replace(decimals(e.amount, c.digits), '.', ','), 900000000 + s.id * 2 + e.turn, second_of(s.closes_on, 6)
from settlement as s
join market as m on m.id = s.market
join currency as c on c.id = s.currency,
    lateral (values ('Advertising', -s.advertising, 0), ('Transfer', -s.transferred, 1)) as e(type, amount, turn)
where happened(second_of(s.closes_on, 6))"""

_BUYERS = """
select 'MKT-' || lpad(cast(o.id as varchar), 9, '0') as order_id, iso(o.second) as purchase_date,
    substr(md5(cast(o.id as varchar)), 1, 14) || '@marketplace.example' as buyer_email,
    p.given || ' ' || p.family as recipient_name,
    p.street as ship_address, p.city as ship_city, p.zip as ship_postal_code, m.code as ship_country,
    case when happened(o.cancelled_at) then 'Canceled' when happened(o.leaves_at) then 'Shipped' else 'Pending' end
        as order_status,
    iso(greatest(o.second, known(o.cancelled_at), known(o.leaves_at))) as last_updated,
    greatest(o.second, known(o.cancelled_at), known(o.leaves_at)) as changed
from shop_order as o
join person as p on p.id = o.person
join market as m on m.id = o.market
where o.channel = 2 and happened(o.second)"""

_NOTICES = """
select 'ASN' || lpad(cast(d.id as varchar), 6, '0') as notice_no,
    'P' || lpad(cast(l.purchase + 1 as varchar), 5, '0') as purchase_order,
    coalesce(v.sku, f.code) as article,
    case when l.goods < 0 then decimals(d.counted, 2) else cast(d.counted as varchar) end as quantity,
    case when l.goods < 0 then 'm' else 'pcs' end as unit, strftime(day_of(d.day - 6), '%d/%m/%Y') as ships_on,
    strftime(day_of(d.day), '%d/%m/%Y') as arrives_on, s.name as supplier, s.city, second_of(d.day - 6, 9) as changed
from delivery as d
join purchase_line as l on l.id = d.line
join purchase as p on p.id = l.purchase
join supplier as s on s.id = p.supplier
left join variant as v on v.id = l.goods
left join fabric as f on f.id = -1 - l.goods
where d.day >= 0 and s.notices = '{form}' and happened(second_of(d.day - 6, 9))"""

_COMMITMENTS = """
select 'COM' || lpad(cast(c.id as varchar), 6, '0') as commitment_no,
    'P' || lpad(cast(l.purchase + 1 as varchar), 5, '0') as purchase_order,
    f.code as article, decimals(c.quantity, 2) as committed_quantity, 'm' as unit,
    strftime(day_of(c.day), '%d/%m/%Y') as committed_date, s.name as supplier, c.second as changed
from commitment as c
join purchase_line as l on l.id = c.line
join supplier as s on s.id = c.supplier
join fabric as f on f.id = -1 - c.goods
where c.second >= 0 and s.notices = '{form}' and happened(c.second)"""

_IN_CHINESE = """
select notice_no as "通知单号", purchase_order as "采购订单", article as "物料编码", quantity as "数量",
    case unit when 'm' then '米' else '件' end as "单位", ships_on as "发货日期", arrives_on as "预计到货",
    case city when 'Hangzhou' then '杭州云锋服饰有限公司' else '苏州丝绸厂有限公司' end as "供应商", changed
from ({notices})"""


def witnesses() -> tuple[Witness, ...]:
    """Return carriers, payment providers, the marketplace and the suppliers."""
    notices = {form: _NOTICES.replace("{form}", form) for form in ("csv", "gbk", "xlsx")}
    promised = {form: _COMMITMENTS.replace("{form}", form) for form in ("csv", "gbk", "xlsx")}
    return (
        Witness(
            "carriers",
            (
                Sheet("tracking", (_TRACKING,), form=JSON_LINES),
                Sheet("cash_remittances", (_REMITTANCES,), ("remittance_no", "order_ref"), delimiter=";"),
            ),
        ),
        Witness(
            "payments",
            (
                Sheet("payouts", (_PAYOUTS,), ("payout_id",)),
                Sheet("balance_transactions", (_BALANCE,), ("transaction_id",)),
            ),
        ),
        Witness(
            "marketplace",
            (
                Sheet("settlements", (_SETTLEMENTS,), ("line_no",), delimiter=";"),
                Sheet("orders", (_BUYERS,), ("order_id",), delimiter=";"),
            ),
        ),
        Witness(
            "suppliers",
            (
                Sheet("notices", (notices["csv"],), ("notice_no",), delimiter=";"),
                Sheet(
                    "notices_cn", (_IN_CHINESE.format(notices=notices["gbk"]),), ('"通知单号"',), CSV, encoding="gbk"
                ),
                Sheet("notices_asia", (notices["xlsx"],), ("notice_no",), EXCEL),
                Sheet("commitments", (promised["csv"],), ("commitment_no",), delimiter=";"),
                Sheet("commitments_asia", (promised["xlsx"],), ("commitment_no",), EXCEL),
            ),
        ),
    )
