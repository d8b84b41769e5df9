-- What the shops themselves keep: changes of styles, and the numbers of orders.

-- One row per change of a style in the shops: written, priced, marked down, taken out; `off` is the per cent off since.
create table style_change as
select s.id as style, e.updated, e."off"
from style as s,
    (values (-40, 9, 0), (-7, 8, 0)) as t(days, hour, "off"),
    lateral (select second_of(s.launch + t.days, t.hour) as updated, t."off") as e
union all
select s.id, second_of(s.launch + s.first_markdown + 28 * t.step, 0), t."off"
from style as s, (values (0, 20), (1, 30), (2, 40)) as t(step, "off")
where s.launch >= -300 and s.launch + s.first_markdown + 28 * t.step < s.finish
union all
select s.id, second_of(s.finish, 0), 40 from style as s where s.finish < 100000;

-- The number of each order in its shop, from 0.
create table order_number as
select o.id, row_number() over (partition by m.shop order by o.id) - 1 as place
from shop_order as o join market as m on m.id = o.market
where o.channel < 2;
