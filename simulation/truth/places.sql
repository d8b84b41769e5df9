-- Where the record of each system says that its party lives or sits; the text of the world is the place. Who moved is
-- at their new home in a shop that has had an order since.

create or replace temp macro place_of(market, street, zip, city) as
    'place-' || md5(concat_ws('|', market, street, zip, city));

create or replace temp table true_place as
with moved as (
    select a.id, max(o.second) as at
    from account as a
    join person as p on p.id = a.person
    join shop_order as o on o.account = a.id and o.second >= p.moved_at
    where p.moved_at <> -1 and happened(o.second)
    group by a.id
),

said as (
    select s.name as source_name, customer_gid(a.shop, a.id) as record_id,
        case when moved.at is null then place_of(p.market, p.street, p.zip, p.city)
            else place_of(p.market, p.street_after, p.zip_after, p.city_after) end as true_id
    from account as a
    join shop as s on s.id = a.shop
    join person as p on p.id = a.person
    left join moved on moved.id = a.id
    union all
    select 'crm', cast(20100000 + c.id as varchar), place_of(c.market, c.street, c.zip, c.city) from crm_contact as c
    union all
    select 'crm', cast(90200000 + g.id as varchar), place_of(g.market, g.street, g.zip, g.city) from organisation as g
    union all
    select e.source, cast(100 + g.id as varchar), place_of(g.market, g.street, g.zip, g.city)
    from organisation as g, (values ('erp_old'), ('erp')) as e(source)
    where g.is_customer = 1
    union all
    select e.source, cast(500000 + c.id as varchar), place_of(c.market, c.street, c.zip, c.city)
    from crm_contact as c, (values ('erp_old'), ('erp')) as e(source)
    where c.crowd = 'buyer'
    union all
    select 'erp', cast(2000000 + p.id as varchar), place_of(p.market, p.street, p.zip, p.city) from erp_partner as p
)

select said.source_name, said.record_id, 'place' as kind, said.true_id
from said
semi join true_party as known on said.source_name = known.source_name and said.record_id = known.record_id;
