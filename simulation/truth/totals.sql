-- What must stand in a warehouse of these extracts: rows and amounts by system, entity, day and currency.
-- Both ERPs are one system here: what was open at the cut-over went from one into the other.

create or replace temp table true_total as
with shop_order_known as (
    select o.*, m.shop, m.has_tax_inside, c.code as currency_code, c.digits
    from shop_order as o join market as m on m.id = o.market join currency as c on c.id = o.currency
    where o.channel < 2 and happened(o.second)
),

measured as (
    select s.name as system, 'sales_order' as entity, date_at(o.second) as date, o.currency_code, o.digits,
        o.total as amount
    from shop_order_known as o join shop as s on s.id = o.shop
    union all
    select s.name, 'sales_order_line', date_at(o.second), o.currency_code, o.digits,
        l.quantity * l.price - l.discount - case when o.has_tax_inside then l.tax else 0 end
    from line as l join shop_order_known as o on o.id = l."order" join shop as s on s.id = o.shop
    where l.variant <> -1
    union all
    select s.name, 'refund_line', date_at(r.second), o.currency_code, o.digits,
        f.subtotal - case when o.has_tax_inside and f.subtotal <> 0 then f.tax else 0 end
    from refund_line as f join refund as r on r.id = f.refund join shop_order_known as o on o.id = r."order"
    join shop as s on s.id = o.shop where happened(r.second)
    union all
    select s.name, 'payment', date_at(p.second), o.currency_code, o.digits,
        case when p.status = 2 then -p.amount else p.amount end
    from payment as p join shop_order_known as o on o.id = p."order" join shop as s on s.id = o.shop
    where happened(p.second)
    union all
    select 'crm', 'opportunity', date_at(d.created_at), c.code, 2, d.amount
    from deal as d join currency as c on c.id = d.currency where happened(d.created_at)
    union all
    select 'erp', 'purchase_order_line', date_at(p.second), c.code, 2,
        line_amount(l.goods, l.quantity, l.price)
    from purchase_line as l join purchase as p on p.id = l.purchase join supplier as s on s.id = p.supplier
    join currency as c on c.id = s.currency where p.day >= 0 and happened(p.second + 7200)
    union all
    select 'erp', 'receipt_line', date_at(d.second), null, 2, d.counted * case when l.goods < 0 then 1 else 100 end
    from delivery as d join purchase_line as l on l.id = d.line where d.day >= 0 and happened(d.second)
    union all
    select 'erp', 'receipt_line', date_at(d.second + 1800), null, 2,
        -d.rejected * case when l.goods < 0 then 1 else 100 end
    from delivery as d join purchase_line as l on l.id = d.line
    where d.day >= 0 and d.rejected > 0 and happened(d.second + 1800)
    union all
    select 'erp', 'invoice_line', day_of(m.day), c.code, c.digits,
        i.amount * case when m.move_type in ('out_invoice', 'in_refund') then -1 else 1 end
    from ledger_item as i join ledger_move as m on m.id = i.move join currency as c on c.id = m.currency
    where i.role = 'product' and m.move_type <> 'entry' and happened(m.second)
    union all
    select 'erp', 'tax_line', day_of(m.day), c.code, c.digits,
        i.amount * case when m.move_type in ('out_invoice', 'out_refund') then -1 else 1 end
    from ledger_item as i join ledger_move as m on m.id = i.move join currency as c on c.id = m.currency
    where i.role = 'tax' and m.move_type <> 'entry' and happened(m.second)
    union all
    select 'warehouse_3pl', 'stock_movement', date_at(p.shipped_at), null, 0, -count(*)
    from unit as u join parcel as p on p."order" = u."order" and p.parcel = u.parcel join place as q on q.id = p.place
    where q.kind = '3pl' and u.shipped_at <> -1 and happened(p.shipped_at) group by u.line, u.parcel, p.shipped_at
)

select system, entity, date, currency_code, count(*) as row_count, decimals(sum(amount), max(digits)) as amount
from measured group by system, entity, date, currency_code;
