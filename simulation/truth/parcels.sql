-- One row per parcel that a carrier has told of, with its order in the shop's own ids and the day that it arrived, if the
-- carrier has told of that.
create or replace temp table true_parcel as
select w.name as source_name, cast(5600000000000 + shop_base(m.shop) + p."order" as varchar) as order_id,
    p.tracking as tracking_number, max(date_at(t.second)) filter (t.code = 'DELIVERED') as delivered_on
from tracking_event as t
join parcel as p on p.id = t.parcel
join market as m on m.id = p.market
join shop as w on w.id = m.shop
where p.channel < 2 and happened(t.told_at)
group by all;
