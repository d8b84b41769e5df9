"""The ERP's moving tables: purchases, receipts, their value, and invoices.

Belongs here: the selections only. Not here: master data and writing (`odoo`).
"""

from __future__ import annotations

_PURCHASE_ORDER = """
select 1 + p.id as id, 'P' || five(p.id + 1) as name,
    case when p.is_twin then twin_no(p.supplier) else supplier_no(p.supplier) end as partner_id, 1 as company_id,
    currency_no(s.currency) as currency_id,
    case when p.is_cancelled then 'cancel' when d.is_complete then 'done' else 'purchase' end as state,
    clock(p.second) as date_order, clock(least(p.second + 7200, last_second())) as date_approve,
    decimals(l.amount, 2) as amount_untaxed, decimals(l.amount, 2) as amount_total,
    clock(least(greatest(p.second + 7200, coalesce(d.last_receipt, 0)), last_second())) as write_date
from purchase p join supplier s on s.id = p.supplier
join (select purchase, sum(quantity * price) as amount from purchase_line group by purchase) l on l.purchase = p.id
left join (select l.purchase, bool_and(d.line is not null) as is_complete, max(d.second) as last_receipt
    from purchase_line l left join (select line, max(second) as second from delivery group by line) d on d.line = l.id
    group by l.purchase) d on d.purchase = p.id"""

_PURCHASE_ORDER_LINE = """
select 1 + l.id as id, 1 + l.purchase as order_id, product_no(l.goods) as product_id, l.quantity as product_qty,
    decimals(l.price, 2) as price_unit, decimals(l.quantity * l.price, 2) as price_subtotal,
    strftime(day_of(p.planned), '%Y-%m-%d 12:00:00') as date_planned,
    case when p.has_promise then day_of(p.promised) end as date_promised, coalesce(d.done, 0) as qty_received,
    currency_no(s.currency) as currency_id, 1 as company_id, clock(p.second) as create_date,
    clock(greatest(p.second, coalesce(d.second, 0))) as write_date
from purchase_line l join purchase p on p.id = l.purchase join supplier s on s.id = p.supplier
left join (select line, sum(done) as done, max(second) as second from delivery group by line) d on d.line = l.id"""

_STOCK_MOVE = """
select 1 + d.id as id, product_no(l.goods) as product_id, d.done as product_uom_qty, d.done as quantity_done,
    d.rejected as quantity_rejected, 4 as location_id, w.odoo_id as location_dest_id, 1 + l.id as purchase_line_id,
    'done' as state, clock(d.second) as date, w.code || '/IN/' || five(d.id + 1) as reference,
    1 as company_id, clock(d.second) as write_date
from delivery d join purchase_line l on l.id = d.line join purchase p on p.id = l.purchase
join warehouse w on w.id = p.warehouse"""

_VALUATION = """
select 1 + o.id as id, product_no(o.variant) as product_id, o.quantity, decimals(s.cost * 100, 4) as unit_cost,
    decimals(o.quantity * s.cost, 2) as value, null as stock_move_id, 1 as company_id, opened() as create_date
from opening_stock o join variant v on v.id = o.variant join style s on s.id = v.style
union all
select 10001 + d.id, product_no(l.goods), d.done - d.rejected, decimals(d.unit_cost, 4),
    decimals(((d.done - d.rejected) * d.unit_cost + 50) // 100, 2), 1 + d.id, 1, clock(d.second)
from delivery d join purchase_line l on l.id = d.line where d.done > d.rejected"""

_MOVES = """
select 1 + i.id as id,
    case when i.is_credit then 'RINV/' else 'INV/' end || year(day_of(i.day)) || '/' || five(i.id + 1) as name,
    case when i.is_credit then 'out_refund' else 'out_invoice' end as move_type,
    case when i.id % 173 = 90 then 'cancel' when i.day > day_count() - 3 then 'draft' else 'posted' end as state,
    shop_partner_no(i.organisation) as partner_id, 1 + i.company as company_id, currency_no(i.currency) as currency_id,
    day_of(i.day) as invoice_date, day_of(i.day + 30) as invoice_date_due, decimals(i.untaxed, 2) as amount_untaxed,
    decimals(i.total, 2) as amount_total, strftime(day_of(i.day), '%Y-%m-%d 17:00:00') as write_date
from invoice i
union all
select 5001 + b.id, 'BILL/' || year(day_of(b.day)) || '/' || five(b.id + 1), 'in_invoice',
    case when b.day > day_count() - 3 then 'draft' else 'posted' end,
    case when p.is_twin then twin_no(p.supplier) else supplier_no(p.supplier) end, 1, currency_no(s.currency),
    day_of(b.day), day_of(b.day + 45), decimals(b.untaxed, 2), decimals(b.untaxed, 2),
    strftime(day_of(b.day), '%Y-%m-%d 17:30:00')
from bill b join purchase p on p.id = b.purchase join supplier s on s.id = p.supplier"""

_MOVE_LINES = """
select 1 + l.id as id, 1 + l.invoice as move_id, product_no(l.variant) as product_id,
    '[' || v.sku || '] ' || s.name as name, l.quantity, decimals(l.price, 2) as price_unit,
    decimals(l.subtotal, 2) as price_subtotal, currency_no(i.currency) as currency_id,
    1 + i.company as company_id, day_of(i.day) as date, strftime(day_of(i.day), '%Y-%m-%d 17:00:00') as write_date
from invoice_line l join invoice i on i.id = l.invoice join variant v on v.id = l.variant join style s on s.id = v.style
union all
select 50001 + b.id, 5001 + b.bill, product_no(l.goods), 'P' || five(l.purchase + 1) || ': receipt ' || (1 + d.id),
    d.done - d.rejected, decimals(l.price, 2), decimals(b.subtotal, 2), currency_no(s.currency), 1, day_of(i.day),
    strftime(day_of(i.day), '%Y-%m-%d 17:30:00')
from bill_line b join bill i on i.id = b.bill join delivery d on d.id = b.delivery join purchase_line l on l.id = d.line
join purchase p on p.id = l.purchase join supplier s on s.id = p.supplier"""

TRADE_TABLES = {
    "purchase_order": _PURCHASE_ORDER,
    "purchase_order_line": _PURCHASE_ORDER_LINE,
    "stock_move": _STOCK_MOVE,
    "stock_valuation_layer": _VALUATION,
    "account_move": _MOVES,
    "account_move_line": _MOVE_LINES,
}
"""SQL of each table by its name; the macros of `odoo` and the store must be there."""
