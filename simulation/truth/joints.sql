-- One row per broken joint, with the document by which the systems tell of it and the money that stands on that document.
create or replace temp table true_joint as
with numbered as (
    select o.id, w.name as source_name, w.order_prefix || cast(1001 + n.place as varchar) as number, o.total,
        c.code as currency_code, c.digits, m.has_tax_inside
    from shop_order as o
    join order_number as n on n.id = o.id
    join market as m on m.id = o.market
    join shop as w on w.id = m.shop
    join currency as c on c.id = o.currency
),

named as (
    select j.id as joint, o.source_name, o.number as document_number, decimals(o.total, o.digits) as money,
        o.currency_code
    from joint as j join numbered as o on o.id = j.subject
    where j.kind in ('order_missing_in_erp', 'order_late_in_erp', 'order_typed_by_hand')
    union all
    select j.id, o.source_name, o.number,
        decimals(l.quantity * l.price - l.discount - case when o.has_tax_inside then l.tax else 0 end, o.digits),
        o.currency_code
    from joint as j join line as l on l.id = j.subject join numbered as o on o.id = l."order"
    where j.kind = 'sku_unmapped_in_erp'
    union all
    select j.id, o.source_name, o.number, null, null
    from joint as j join parcel as p on p.id = j.subject join numbered as o on o.id = p."order"
    where j.kind = 'shipment_missing_in_erp'
    union all
    select j.id, 'payments', 'po_' || p.gateway || '_' || cast(p.id as varchar), decimals(j.money, c.digits), c.code
    from joint as j join payout as p on p.id = j.subject join currency as c on c.id = p.currency
    where j.kind = 'payout_short'
    union all
    select j.id, o.source_name, o.number, decimals(j.money, c.digits), c.code
    from joint as j
    join remittance_line as l on l.payment = j.subject
    join numbered as o on o.id = l."order"
    join currency as c on c.id = l.currency
    where j.kind = 'cash_not_remitted'
    union all
    select j.id, 'crm', cast(contact_no(j.subject) as varchar), null, null
    from joint as j where j.kind = 'contact_without_order'
)

select j.kind, j.subject, n.source_name, n.document_number, date_at(j.second) as date, n.money, n.currency_code
from joint as j join named as n on n.joint = j.id
where happened(j.second);
