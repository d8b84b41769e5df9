-- What the shops told in the end of what they gave back, and what is true of stock and of supply.

-- One row per line of a refund of a shop; without its order nobody can tell whether its tax lies in the price.
create or replace temp table told_refund as
select o.source_name, cast(14300000000000 + shop_base(o.shop) + f.line as varchar) as line_id,
    date_at(r.second) as date,
    c.code as cause, w.code as reason, f.quantity,
    cast(decimals(f.subtotal - case when o.has_tax_inside and f.subtotal <> 0 and p.place is null and x."order" is null
        then f.tax else 0 end, o.digits) as decimal(18, 4)) as net,
    p.place is not null or x."order" is not null as is_without_order
from refund_line as f
join refund as r on r.id = f.refund
join told_order as o on o.id = r."order"
join cause as c on c.id = f.cause
join reason as w on w.id = f.reason
left join planted_fault as p on p.source_name = o.source_name and p.table_name = 'refund_lines'
    and p.fault = 'refund_without_order'
    and p.row_id = cast(510000000000 + shop_base(o.shop) + f.id as varchar)
left join (select distinct "order" from lasting_fault
    where fault in ('currency_missing', 'decimal_comma') and not was_told_before) as x on x."order" = o.id
where happened(r.second);

-- One row per line of a purchase order: what was confirmed first, and what the ERP in use was told of what came when.
create or replace temp table true_purchase as
with came as (
    select m.purchase_line as line, coalesce(sum(m.quantity) filter (m.kind = 'receipt'), 0) as counted,
        coalesce(sum(m.quantity) filter (m.kind = 'rejected'), 0) as rejected, max(day_at(m.second)) as last_day
    from erp_move as m
    left join planted_fault as p on p.source_name = 'erp' and p.table_name = 'stock_move' and p.fault = 'unknown_code'
        and p.row_id = cast(30001 + m.id as varchar)
    where m.kind in ('receipt', 'rejected') and happened(m.second) and p.place is null
    group by m.purchase_line
)

select l.id as line_id, p.id as purchase_id, 'supplier-' || p.supplier as supplier, l.goods < 0 as is_fabric, v.sku,
    day_of(p.day) as ordered_on, day_of(p.promised) as promised_on, day_of(nullif(p.moved_to, -1)) as moved_to,
    p.is_cancelled, l.quantity, coalesce(c.counted, 0) as counted, coalesce(c.rejected, 0) as rejected,
    day_of(c.last_day) as last_receipt_on, p.day >= 0 as is_of_history
from purchase_line as l
join purchase as p on p.id = l.purchase
left join variant as v on v.id = l.goods and l.goods >= 0
left join came as c on c.line = l.id
where happened(p.second + 7200);

-- One row per production order that the ERP was told of.
create or replace temp table true_production as
select l.id as line_id, v.sku, day_of(p.day) as ordered_on, day_of(p.wished) as wished_on, l.quantity,
    p.begins <> -1 and happened(second_of(p.begins, 7)) as is_begun,
    p.done <> -1 and happened(second_of(p.done, 5)) as is_done
from production_line as l
join production as p on p.id = l."order"
join variant as v on v.id = l.variant
where p.day >= 0 and happened(second_of(p.day, 9));

-- One row per SKU that we make and fabric that it takes, in metres.
create or replace temp table true_recipe as
select v.sku, f.code as fabric, cast(decimals(b.metres, 2) as decimal(18, 4)) as metres
from material as b
join variant as v on v.id = b.variant
join fabric as f on f.id = b.fabric
join style as s on s.id = v.style
where happened(greatest(second_of(s.launch - 180, 10), founded()));

-- One row per SKU and place of a logistics partner: what lies there by its last count.
create or replace temp table true_stock as
select day_of(s.day) as counted_on, q.code as place, v.sku, t.code as style_code, v.size_code, v.colour_name, s.level,
    s.available
from stock_count as s
join place as q on q.id = s.place
join variant as v on v.id = s.variant
join style as t on t.id = v.style
where q.kind = '3pl' and happened(second_of(s.day, 23))
qualify s.day = max(s.day) over (partition by s.place);
