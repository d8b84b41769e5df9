"""The ERPs' documents of goods: purchases, production, movements, stock, sales and the till.

Belongs here: the selections only; a line that ends in `--14` or `--18` belongs to that version. Not here: ids and
versions (`odoo`), invoices and the ledger (`odoo_accounts`).
"""

from __future__ import annotations

_HALF_WAY = """
(select l.id as line, l.purchase, l.goods, l.price, l.quantity,
    coalesce(sum(d.counted) filter (d.second < cut_over()), 0) as before,
    coalesce(sum(d.counted) filter (happened(d.second)), 0) as done,
    coalesce(max(d.second), -1) >= cut_over() as is_open_then, max(known(d.second)) as last
from purchase_line as l left join delivery as d on d.line = l.id
group by l.id, l.purchase, l.goods, l.price, l.quantity)
"""
"""Each purchase line with what had come before the cut-over, and what has come by now."""

_ENTERED = f"""
(select w.*, p.second, p.supplier, p.is_cancelled, p.is_for_twin, p.wished, p.promised, p.moved_to, s.currency,
    case when is_new() then w.quantity - case when p.second < cut_over() then w.before else 0 end
        when getvariable('now') >= cut_over() and w.is_open_then then w.before else w.quantity end as due,
    w.done - case when is_new() and p.second < cut_over() then w.before else 0 end as received,
    case when is_new() then p.second >= cut_over() or w.is_open_then else p.second < cut_over() end as is_here
from {_HALF_WAY} as w join purchase as p on p.id = w.purchase join supplier as s on s.id = p.supplier
where p.day >= 0)
"""
"""Purchase lines as one of the ERPs has them: what was open at the cut-over was entered in the new one too."""

_ORDERED = f"""
(select *, line_amount(goods, due, price) as amount,
    case when happened(second_of(moved_to - 12, 9)) and moved_to <> -1 then moved_to
        when happened(second + 172800) then promised end as now_promised,
    entered(greatest(second + 7200, last, case when promised <> wished then known(second + 172800) end,
        case when moved_to <> -1 then known(second_of(moved_to - 12, 9)) end,
        case when not is_new() and is_open_then and getvariable('now') >= cut_over() then cut_over() - 1 end))
            as touched
from {_ENTERED} where is_here and due > 0 and happened(second + 7200))
"""
"""Those of them that are approved, with the day that is promised by now and the second at which they last changed."""

_PURCHASE_ORDERS = f"""
select move_no(purchase) as id, 'P' || five(purchase + 1) as name,
    case when is_new() and any_value(second) < cut_over() then 'P' || five(purchase + 1) || ' (old)' end as origin,
    case when any_value(is_for_twin) and is_new() then twin_no(any_value(supplier))
        else supplier_no(any_value(supplier)) end as partner_id,
    1 as company_id, currency_no(any_value(currency)) as currency_id,
    case when any_value(is_cancelled) then 'cancel' when bool_and(received >= due * 0.8) then 'done' else 'purchase' end
        as state,
    clock(any_value(second)) as date_order, clock(any_value(second) + 7200) as date_approve,
    clock(second_of(greatest(any_value(wished), coalesce(any_value(now_promised), 0)), 12)) as date_planned,
    decimals(sum(amount), 2) as amount_untaxed, '0.00' as amount_tax, decimals(sum(amount), 2) as amount_total,
    clock(any_value(second)) as create_date, clock(max(touched)) as write_date, max(touched) as changed
from {_ORDERED}
group by purchase"""

_PURCHASE_LINES = f"""
select move_no(line) as id, move_no(purchase) as order_id, product_no(goods) as product_id,
    case when goods < 0 then 2 else 1 end as product_uom, quantity_text(goods, due) as product_qty,
    decimals(price, 2) as price_unit, decimals(amount, 2) as price_subtotal,
    clock(second_of(coalesce(now_promised, wished), 12)) as date_planned,
    quantity_text(goods, received) as qty_received, currency_no(currency) as currency_id, 1 as company_id,
    case when is_cancelled then 'cancel' else 'purchase' end as state,
    clock(second) as create_date, clock(touched) as write_date, touched as changed
from {_ORDERED}"""

_PROMISES = """
from purchase as p,
    lateral (values (0, p.second + 172800, p.wished, p.promised),
        (1, second_of(p.moved_to - 12, 9), p.promised, p.moved_to))
        as t(turn, second, was, becomes)
where p.day >= 0 and t.was <> t.becomes and t.becomes <> -1 and happened(t.second) and is_mine(t.second)"""
"""Every change of an order's promised day, when a supplier confirmed a later one or moved it."""

_MESSAGES = f"""
select move_no(p.id) * 4 + t.turn as id, 'purchase.order' as model, move_no(p.id) as res_id, clock(t.second) as date,
    t.second as changed{_PROMISES}"""

_TRACKING = f"""
select move_no(p.id) * 4 + t.turn as id, move_no(p.id) * 4 + t.turn as mail_message_id,
    'date_planned' as field, 'Receipt Date' as field_desc, --14
    4711 as field_id, --18
    clock(second_of(t.was, 12)) as old_value_datetime, clock(second_of(t.becomes, 12)) as new_value_datetime,
    t.second as changed{_PROMISES}"""

_MOVES = """
select move_no(m.id) as id, product_no(m.goods) as product_id, m.kind || ' ' || cast(m.reference as varchar) as name,
    quantity_text(m.goods, m.quantity) as product_uom_qty, quantity_text(m.goods, m.quantity) as product_qty,
    quantity_text(m.goods, m.quantity) as quantity, 't' as picked, --18
    case when m.goods < 0 then 2 else 1 end as product_uom, m.source as location_id, m.target as location_dest_id,
    case when m.purchase_line is not null then move_no(m.purchase_line) end as purchase_line_id,
    case when m.sale_line is null then null when m.sale_line >= 1000000000 then 2 * (m.sale_line - 1000000000) + 2
        when e.id is not null then 2 * m.sale_line + 1 end as sale_line_id,
    yes(m.kind = 'return') as to_refund, 'done' as state, clock(m.second) as date,
    case m.kind when 'receipt' then 'PAR/IN/' when 'sale' then 'OUT/' when 'production' then 'PAR/MO/' else 'INT/' end
        || five(m.id + 1) as reference,
    1 as company_id, clock(m.second) as create_date, clock(m.second) as write_date, m.second as changed
from erp_move as m
left join line as l on l.id = m.sale_line
left join erp_order as e on e.id = l."order"
where is_mine(m.second) and m.kind <> 'opening'
union all
select move_no(o.goods * 32 + o.target) + 900000000, product_no(o.goods), 'Opening balance',
    quantity_text(o.goods, o.quantity), quantity_text(o.goods, o.quantity),
    quantity_text(o.goods, o.quantity), 't', --18
    case when o.goods < 0 then 2 else 1 end, if(o.is_above, 14, o.target), if(o.is_above, o.target, 14), null, null,
    'f', 'done', clock(o.second), 'INV/OPEN', 1, clock(o.second), clock(o.second), o.second
from (
    select goods, location as target, abs(sum(quantity)) as quantity, sum(quantity) > 0 as is_above,
        case when is_new() then cut_over() + 600 else -7200 end as second
    from erp_stock_change
    where second < case when is_new() then cut_over() else -3600 end
    group by goods, location having sum(quantity) <> 0
) as o"""

_QUANTS = """
select row_number() over (order by product_id, location_id) as id, *, clock(getvariable('now') - 600) as write_date,
    getvariable('now') - 600 as changed
from (
    select product_no(goods) as product_id, location as location_id, 1 as company_id,
        quantity_text(any_value(goods), sum(quantity)) as quantity, '0' as reserved_quantity
    from erp_stock_change
    where happened(second)
    group by goods, location having sum(quantity) <> 0
)"""

_VALUATION = """
select move_no(m.id) as id, product_no(m.goods) as product_id,
    case when m.target = 5 then '-' else '' end || quantity_text(m.goods, m.quantity) as quantity,
    decimals(m.unit_cost, 4) as unit_cost,
    decimals(cast(round(m.quantity * m.unit_cost / case when m.goods < 0 then 10000.0 else 100.0 end) as bigint)
        * case when m.target = 5 then -1 else 1 end, 2) as value,
    move_no(m.id) as stock_move_id, 1 as company_id, clock(m.second) as create_date, clock(m.second) as write_date,
    m.second as changed
from erp_move as m
where m.kind in ('receipt', 'production', 'sale', 'business') and is_mine(m.second)
union all
select move_no(o.goods * 32) + 900000000, product_no(o.goods), quantity_text(o.goods, o.quantity),
    decimals(o.unit_cost, 4),
    decimals(cast(round(o.quantity * o.unit_cost / case when o.goods < 0 then 10000.0 else 100.0 end) as bigint), 2),
    null, 1, clock(o.second), clock(o.second), o.second
from (
    select goods, sum(quantity) as quantity, any_value(coalesce(s.cost, f.cost)) * 100 as unit_cost,
        case when is_new() then cut_over() + 600 else -7200 end as second
    from erp_stock_change as e
    left join variant as v on v.id = e.goods
    left join style as s on s.id = v.style
    left join fabric as f on f.id = -1 - e.goods
    where e.second < case when is_new() then cut_over() else -3600 end
    group by goods having sum(quantity) > 0
) as o"""

_PRODUCTION = """
select move_no(l.id) as id, 'WH/MO/' || five(p.id + 1) || '-' || (l.variant - q.first + 1) as name,
    product_no(l.variant) as product_id, move_no(l.variant) as bom_id, l.quantity as product_qty, 1 as product_uom_id,
    case when happened(second_of(p.done, 5)) and p.done <> -1 then 'done'
        when happened(second_of(p.begins, 7)) and p.begins <> -1
        then 'progress' else 'confirmed' end as state,
    clock(second_of(p.day, 9)) as date_planned_start, clock(second_of(p.wished, 9)) as date_planned_finished, --14
    clock(case when p.begins <> -1 then known(second_of(p.begins, 7)) end) as date_start,
    clock(case when p.done <> -1 then known(second_of(p.done, 5)) end) as date_finished,
    clock(second_of(p.wished, 9)) as date_deadline, 1 as company_id, clock(second_of(p.day, 9)) as create_date,
    clock(t.touched) as write_date, t.touched as changed
from production_line as l
join production as p on p.id = l."order"
join (select o.id, o.first_variant as first from option as o) as q on q.id = p.option,
    lateral (select entered(greatest(second_of(p.day, 9),
        case when p.begins <> -1 then known(second_of(p.begins, 7)) end,
        case when p.done <> -1 then known(second_of(p.done, 5)) end)) as touched) as t
where p.day >= 0 and happened(second_of(p.day, 9))
    and case when is_new() then p.done = -1 or second_of(p.done, 5) >= cut_over()
        else second_of(p.day, 9) < cut_over() end"""

_WORK_ORDERS = """
select move_no(o.id) as id, move_no(f.first) as production_id, 1 + o.work_centre as workcenter_id, w.code as name,
    case when happened(o.ends_at) then 'done' when happened(o.begins_at) then 'progress' else 'ready' end as state,
    clock(o.begins_at) as date_start, clock(known(o.ends_at)) as date_finished, o.minutes as duration_expected,
    case when happened(o.ends_at) then round((o.ends_at - o.begins_at) / 60.0) end as duration,
    clock(o.begins_at) as create_date,
    clock(greatest(o.begins_at, known(o.ends_at))) as write_date, greatest(o.begins_at, known(o.ends_at)) as changed
from operation as o
join work_centre as w on w.id = o.work_centre
join (select "order", min(id) as first from production_line group by "order") as f on f."order" = o."order"
where happened(o.begins_at) and is_mine(o.begins_at)"""

_SOLD_HERE = """happened(o.second) and case when is_new() then o.leaves_at >= cut_over()
    else o.second < cut_over() and (o.leaves_at < cut_over() or getvariable('now') < cut_over()) end"""
"""Orders of business customers that one of the ERPs holds: what had not left by the cut-over went into the new one."""

_SALES = f"""
select 2 * o.id + 1 as id, case when e.is_by_hand then 'S' || five(o.id) else 'WEB' || five(o.id) end as name,
    case when e.is_by_hand then replace(w.order_prefix, '#', '') || cast(1001 + n.place as varchar)
        else w.order_prefix || cast(1001 + n.place as varchar) end as client_order_ref,
    w.name as origin, case when is_new() and p.id is not null then consumer_partner_no(p.id)
        else web_partner(m.shop) end as partner_id,
    case when o.market = 0 then 2 else 1 end as company_id, currency_no(o.currency) as currency_id,
    case when happened(o.cancelled_at) then 'cancel' else 'sale' end as state,
    clock(o.second) as date_order, decimals(o.total - o.tax, c.digits) as amount_untaxed,
    decimals(o.tax, c.digits) as amount_tax,
    decimals(o.total, c.digits) as amount_total, clock(e.entered_at) as create_date,
    clock(greatest(e.entered_at, known(o.cancelled_at))) as write_date,
    greatest(e.entered_at, known(o.cancelled_at)) as changed
from erp_order as e
join shop_order as o on o.id = e.id
join order_number as n on n.id = o.id
join market as m on m.id = o.market
join shop as w on w.id = m.shop
join currency as c on c.id = o.currency
left join (select account, min(id) as id from erp_partner where account >= 0 group by account) as p
    on p.account = o.account
where is_mine(e.entered_at) and happened(e.entered_at)
union all
select 2 * o.id + 2, 'S' || five(o.id), null, null, shop_partner_no(o.organisation), 1 + o.company,
    currency_no(o.currency), 'sale',
    clock(o.second), decimals(l.amount, 2), '0.00', decimals(l.amount, 2), clock(entered(o.second)),
    clock(entered(o.second)), entered(o.second)
from business_order as o
join (select "order", sum(ordered * price) as amount from business_line group by "order") as l on l."order" = o.id
where {_SOLD_HERE}"""

_SALE_LINES = f"""
select 2 * l.id + 1 as id, 2 * l."order" + 1 as order_id, case when j.subject is null then product_no(l.variant) end
    as product_id,
    case when j.subject is null then '[' || v.sku || '] ' || s.name else 'Unknown article ' || v.sku end as name,
    cast(l.quantity as varchar) as product_uom_qty, 1 as product_uom, decimals(l.price, c.digits) as price_unit,
    decimals(l.quantity * l.price - l.discount - case when m.has_tax_inside then l.tax else 0 end, c.digits)
        as price_subtotal,
    decimals(l.tax, c.digits) as price_tax, currency_no(o.currency) as currency_id,
    case when o.market = 0 then 2 else 1 end as company_id, clock(e.entered_at) as create_date,
    clock(e.entered_at) as write_date, e.entered_at as changed
from line as l
join erp_order as e on e.id = l."order"
join shop_order as o on o.id = l."order"
join market as m on m.id = o.market
join currency as c on c.id = o.currency
join variant as v on v.id = l.variant
join style as s on s.id = v.style
left join joint as j on j.kind = 'sku_unmapped_in_erp' and j.subject = l.id
where is_mine(e.entered_at) and happened(e.entered_at)
union all
select 2 * l.id + 2, 2 * l."order" + 2, product_no(l.variant), '[' || v.sku || '] ' || s.name,
    cast(l.ordered as varchar), 1,
    decimals(l.price, 2), decimals(l.ordered * l.price, 2), '0.00', currency_no(o.currency), 1 + o.company,
    clock(entered(o.second)), clock(entered(o.second)), entered(o.second)
from business_line as l
join business_order as o on o.id = l."order"
join variant as v on v.id = l.variant
join style as s on s.id = v.style
where {_SOLD_HERE}"""

_TILL_ORDERS = """
select o.id as id, 'Outlet/' || five(o.id) as name, 1 as company_id,
    case when p.id is not null then member_partner_no(p.id) end as partner_id,
    1 as currency_id, clock(o.second) as date_order, decimals(o.total, 2) as amount_total,
    decimals(o.tax, 2) as amount_tax, 'done' as state, clock(o.second) as write_date, o.second as changed
from shop_order as o
left join (select person, min(id) as id from loyalty group by person) as p on p.person = o.person
where o.channel = 3 and is_mine(o.second) and happened(o.second)"""

_TILL_LINES = """
select l.id as id, l."order" as order_id, product_no(l.variant) as product_id, cast(l.quantity as varchar) as qty,
    decimals(l.price, 2) as price_unit, decimals(l.quantity * l.price - l.discount - l.tax, 2) as price_subtotal,
    decimals(l.quantity * l.price - l.discount, 2) as price_subtotal_incl, clock(o.second) as write_date,
    o.second as changed
from line as l join shop_order as o on o.id = l."order"
where o.channel = 3 and is_mine(o.second) and happened(o.second)"""

TABLES: dict[str, tuple[str, ...]] = {
    "purchase_order": (_PURCHASE_ORDERS,),
    "purchase_order_line": (_PURCHASE_LINES,),
    "mail_message": (_MESSAGES,),
    "mail_tracking_value": (_TRACKING,),
    "stock_move": (_MOVES,),
    "stock_quant": (_QUANTS,),
    "stock_valuation_layer": (_VALUATION,),
    "mrp_workcenter": (
        """select 1 + id as id, code as name, 't' as active, 100 as time_efficiency, entered(founded()) as changed
from work_centre""",
    ),
    "mrp_production": (_PRODUCTION,),
    "mrp_workorder": (_WORK_ORDERS,),
    "sale_order": (_SALES,),
    "sale_order_line": (_SALE_LINES,),
}
TILL_TABLES: dict[str, tuple[str, ...]] = {"pos_order": (_TILL_ORDERS,), "pos_order_line": (_TILL_LINES,)}
"""The till was connected with the new ERP."""
WHOLE = {"stock_quant"}
"""Tables that every extract holds whole."""
