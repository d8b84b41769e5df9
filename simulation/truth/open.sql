-- What customers wait for and the workshop has to do, as the systems were told of it.

-- One row per order line of which something has not left, by what its system was told: that the rest of a business
-- customer's order will not come is never told.
create or replace temp table true_open_line as
with waiting as (
    select cast(14300000000000 + shop_base(o.shop) + u.line as varchar) as line_id, count(*) as open_units
    from unit as u
    join told_order as o on o.id = u."order"
    where not happened(u.shipped_at) and not happened(u.short_at)
    group by line_id
    union all
    -- Nothing ever leaves for a test; one that is not marked as such waits for good.
    select cast(14300000000000 + shop_base(o.shop) + l.id as varchar), l.quantity
    from line as l
    join told_order as o on o.id = l."order"
    where o.kind = 3
    union all
    select 'B' || l.id, l.ordered - case when happened(o.leaves_at) then l.sent else 0 end
    from business_line as l
    join business_order as o on o.id = l."order"
)

select t.source_name, t.order_id, t.line_id, t.date, t.sku, t.quantity as ordered, w.open_units
from told_line as t
join waiting as w on w.line_id = t.line_id
where w.open_units > 0 and not t.is_cancelled and not t.is_test and not t.is_without_order;

-- One row per SKU that we sew ourselves: the standard minutes that sewing one takes.
create or replace temp table true_minutes as
select v.sku, c.minutes as sewing_minutes
from variant as v
join style as s on s.id = v.style
join category as c on c.id = s.category
where s.is_made;
