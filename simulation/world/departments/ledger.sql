-- The general ledger of both companies: every document as a move whose items sum to nothing.
-- `amount` is in minor units of the move's currency, `balance` in cents of the company's own one; debit is positive.

create table ledger_move as
with documents as (
    select 'sales' as kind, 'out_invoice' as move_type, 'INV' as journal, seller as partner, company, currency, day,
        second_of(day, 23) as second, day as due_day, cast(null as bigint) as reference
    from sale_document where direction = 1 group by all
    union all
    select 'returns', 'out_refund', 'INV', seller, company, currency, day, second_of(day, 23) + 60, day, null
    from sale_document where direction = -1 group by all
    union all
    select 'business', 'out_invoice', 'INV', 'organisation', company, currency, day, second, due_day, id
    from business_invoice
    union all
    select 'credit', 'out_refund', 'INV', 'organisation', company, currency, day, second_of(day, 15), day, id
    from credit_note
    union all
    select 'business_paid', 'entry', 'BNK', 'organisation', company, currency, day_at(paid_at), paid_at,
        day_at(paid_at), id
    from business_invoice where not is_bad
    union all
    select 'bill', 'in_invoice', 'BILL', 'supplier', 0, s.currency, b.day, b.second, b.due_day, b.id
    from bill as b join supplier as s on s.id = b.supplier
    union all
    select 'bill_paid', 'entry', 'BNK', 'supplier', 0, s.currency, day_at(b.paid_at), b.paid_at, day_at(b.paid_at), b.id
    from bill as b join supplier as s on s.id = b.supplier
    union all
    select 'freight', 'in_invoice', 'BILL', 'forwarder', 0, 0, day + 6, second_of(day + 6, 12), day + 36, delivery
    from inbound_cost
    union all
    select 'group_sale', 'out_invoice', 'INV', 'group', 0, 0, day, second_of(day, 8), day + 30, month
    from (select month, cast(ceil((month + 1) * 30.4375) as bigint) + 1 as day from intercompany_line group by month)
    union all
    select 'group_purchase', 'in_invoice', 'BILL', 'group', 1, 0, day, second_of(day, 9), day + 30, month
    from (select month, cast(ceil((month + 1) * 30.4375) as bigint) + 1 as day from intercompany_line group by month)
    union all
    select 'payout', 'entry', 'BNK', 'provider', cast(shop = 1 and currency = 1 as bigint), currency, pays_on,
        second_of(pays_on, 6), pays_on, id from payout
    union all
    select 'remittance', 'entry', 'BNK', 'carrier', 0, currency, remitted_on, second_of(remitted_on, 6), remitted_on, id
    from remittance
    union all
    select 'settlement', 'entry', 'BNK', 'marketplace', 0, currency, closes_on, second_of(closes_on, 6), closes_on, id
    from settlement
    union all
    select 'till', 'entry', 'CSH', 'store', 0, 0, day, second_of(day, 22), day, null
    from (select day_at(p.second) as day from payment as p where p.means = 3 group by day_at(p.second))
    union all
    select 'collected', 'entry', 'MISC', 'customers', company, currency, day, second_of(day + 1, 0) - 120, day, null
    from collected group by company, currency, day
    union all
    select 'opening', 'entry', 'MISC', 'own', 0, 0, 0, 60, 0, null
    union all
    select 'stock', 'entry', 'STJ', 'own', 0, 0, day, second_of(day + 1, 0) - 60, day, null
    from (select day_at(second) as day from movement
        where kind in ('receipt', 'production', 'sale', 'return', 'refused', 'business',
        'not_found') group by day_at(second))
)

select row_number() over (order by second, kind, company, currency, partner, reference) - 1 as id, * from documents
where day >= 0;

create table ledger_item as
with items as (
    select m.id as move, 'product' as role, case d.income when 'goods' then '707000' else '708500' end as account,
        case when d.direction = 1 then -d.net else d.net end as amount, cast(null as bigint) as goods, 1 as quantity,
        k.code || ' ' || d.income as label
    from ledger_move as m
    join sale_document as d on d.direction = case m.kind when 'sales' then 1 else -1 end and d.seller = m.partner
        and d.company = m.company and d.currency = m.currency and d.day = m.day
    join market as k on k.id = d.market
    where m.kind in ('sales', 'returns')
    union all
    select m.id, 'tax', '445710', case when d.direction = 1 then -sum(d.tax) else sum(d.tax) end, null, 1,
        k.code || ' VAT'
    from ledger_move as m
    join sale_document as d on d.direction = case m.kind when 'sales' then 1 else -1 end and d.seller = m.partner
        and d.company = m.company and d.currency = m.currency and d.day = m.day
    join market as k on k.id = d.market
    where m.kind in ('sales', 'returns') group by m.id, d.direction, k.code having sum(d.tax) <> 0
    union all
    select m.id, 'product', '707000', -l.sent * l.price, l.variant, l.sent, v.sku
    from ledger_move as m join business_invoice as i on i.id = m.reference
    join business_line as l on l."order" = i."order"
    join variant as v on v.id = l.variant
    where m.kind = 'business' and l.sent > 0
    union all
    select m.id, 'tax', '445710', -i.tax, null, 1, 'TVA 20 %'
    from ledger_move as m join business_invoice as i on i.id = m.reference where m.kind = 'business' and i.tax <> 0
    union all
    select m.id, 'product', '709000', c.quantity * c.price, c.variant, c.quantity, v.sku
    from ledger_move as m join credit_note as c on c.id = m.reference join variant as v on v.id = c.variant
    where m.kind = 'credit'
    union all
    select m.id, 'entry', '512000', i.untaxed + i.tax, null, 1, 'Payment'
    from ledger_move as m join business_invoice as i on i.id = m.reference where m.kind = 'business_paid'
    union all
    select m.id, 'product', case when b.goods < 0 then '607000' else '408000' end, b.subtotal, b.goods, b.quantity,
        'receipt'
    from ledger_move as m join bill_line as b on b.bill = m.reference where m.kind = 'bill'
    union all
    select m.id, 'entry', '512000', -b.untaxed, null, 1, 'Payment'
    from ledger_move as m join bill as b on b.id = m.reference where m.kind = 'bill_paid'
    union all
    select m.id, 'product', '624000', c.freight, null, 1, 'Freight'
    from ledger_move as m join inbound_cost as c on c.delivery = m.reference where m.kind = 'freight' and c.freight > 0
    union all
    select m.id, 'product', '635000', c.duty, null, 1, 'Duty'
    from ledger_move as m join inbound_cost as c on c.delivery = m.reference where m.kind = 'freight' and c.duty > 0
    union all
    select m.id, 'product', case m.kind when 'group_sale' then '707900' else '370000' end,
        case m.kind when 'group_sale' then -l.quantity * l.price else l.quantity * l.price end, l.variant, l.quantity,
        v.sku
    from ledger_move as m join intercompany_line as l on l.month = m.reference join variant as v on v.id = l.variant
    where m.kind in ('group_sale', 'group_purchase')
    union all
    select m.id, 'entry', e.account, e.amount, null, 1, e.label
    from ledger_move as m join payout as p on p.id = m.reference,
        lateral (values ('512000', p.net, 'Payout'), ('627000', p.fee, 'Fees')) as e(account, amount, label)
    where m.kind = 'payout' and e.amount <> 0
    union all
    select m.id, 'entry', e.account, e.amount, null, 1, e.label
    from ledger_move as m join remittance as r on r.id = m.reference,
        lateral (values ('512000', r.collected - r.fee, 'Remittance'), ('627000', r.fee, 'Fees'))
            as e(account, amount, label)
    where m.kind = 'remittance' and e.amount <> 0
    union all
    select m.id, 'entry', e.account, e.amount, null, 1, e.label
    from ledger_move as m join settlement as s on s.id = m.reference,
        lateral (values ('512000', s.transferred, 'Settlement'),
            ('627000', s.advertising - s.fees, 'Commission and advertising'))
            as e(account, amount, label)
    where m.kind = 'settlement' and e.amount <> 0
    union all
    select m.id, 'entry', '530000', sum(case when p.status = 2 then -p.amount else p.amount end), null, 1, 'Till'
    from ledger_move as m join payment as p on p.means = 3 and day_at(p.second) = m.day
    where m.kind = 'till' group by m.id
    union all
    select m.id, 'entry', c.account, sum(c.amount), null, 1, 'Paid by customers'
    from ledger_move as m
    join collected as c on c.company = m.company and c.currency = m.currency and c.day = m.day
    where m.kind = 'collected' group by m.id, c.account having sum(c.amount) <> 0
    union all
    select m.id, 'entry', '419700', -sum(c.amount), null, 1, 'Gift cards sold'
    from ledger_move as m
    join collected as c on c.company = m.company and c.currency = m.currency and c.day = m.day
    where m.kind = 'collected' and c.is_card group by m.id having sum(c.amount) <> 0
    union all
    select m.id, 'entry', '370000', sum(o.quantity * s.cost), null, 1, 'Opening stock'
    from ledger_move as m cross join opening_stock as o join variant as v on v.id = o.variant
    join style as s on s.id = v.style
    where m.kind = 'opening' group by m.id
    union all
    select m.id, 'entry', '512000', 200000000, null, 1, 'Opening balance' from ledger_move as m where m.kind = 'opening'
    union all
    select m.id, 'entry', '370000', sum(v.quantity * s.cost), null, 1, 'Stock ' || v.kind
    from ledger_move as m
    join movement as v on day_at(v.second) = m.day
        and v.kind in ('receipt', 'production', 'sale', 'return', 'refused', 'business', 'not_found')
    join variant as g on g.id = v.variant join style as s on s.id = g.style
    where m.kind = 'stock' group by m.id, v.kind
),

against as (
    select i.move, case m.kind when 'bill' then '401000' when 'freight' then '401000' when 'bill_paid' then '401000'
            when 'group_sale' then '451000' when 'group_purchase' then '451000' when 'payout' then '467000'
            when 'remittance' then '467200' when 'settlement' then '467100' when 'stock' then '603700'
                when 'opening' then '101000'
            else '411000' end as account,
        -sum(i.amount) as amount
    from items as i join ledger_move as m on m.id = i.move group by i.move, m.kind
),

valued as (
    select i.*, into_own(i.amount, m.currency, m.company, r.rate, d.rate, c.digits) as balance
    from items as i
    join ledger_move as m on m.id = i.move
    join currency as c on c.id = m.currency
    join rate_daily as r on r.currency = m.currency and r.day = m.day
    join rate_daily as d on d.currency = 1 and d.day = m.day
),

complete as (
    select move, role, account, amount, balance, goods, quantity, label, 0 as place from valued
    union all
    select a.move, 'payment_term', a.account, a.amount, -(select sum(balance) from valued as v where v.move = a.move),
        null, 1, 'Due', 1
    from against as a
)

select row_number() over (order by move, place, role, account, goods, label, amount) - 1 as id, move, role, account,
    cast(amount as bigint) as amount, cast(balance as bigint) as balance, goods,
    cast(quantity as bigint) as quantity, label
from complete;
