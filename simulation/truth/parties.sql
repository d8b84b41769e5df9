-- Who the records of each system really are. Ids are those of the system's own extracts.

create or replace temp table true_party as
select s.name as source_name, customer_gid(a.shop, a.id) as record_id, 'person' as kind,
    'person-' || a.person as true_id
from account as a join shop as s on s.id = a.shop where happened(a.opened_at)
union all
select 'crm', cast(20100000 + c.id as varchar), 'person',
    case c.crowd when 'customer' then 'person-' when 'lead' then 'lead-' else 'buyer-' end || c.person
from crm_contact as c where happened(c.created_at)
union all
select 'crm', cast(90200000 + g.id as varchar), 'organisation', 'organisation-' || g.id
from organisation as g where happened(g.since + 3600 + g.id * 977)
union all
select 'crm', cast(90900000 + g.id as varchar), 'organisation', 'organisation-' || g.id
from organisation as g where g.is_customer = 1 and has_twin_company(g.id) and happened(g.since + 4330000)
union all
select e.source, cast(100 + g.id as varchar), 'organisation', 'organisation-' || g.id
from organisation as g, (values ('erp_old', cut_over()), ('erp', 1000000000)) as e(source, ends)
where g.is_customer = 1 and happened(g.since) and g.since < e.ends
union all
select e.source, cast(500000 + c.id as varchar), 'person', 'buyer-' || c.person
from crm_contact as c join organisation as g on g.id = c.organisation and g.is_customer = 1,
    (values ('erp_old', cut_over()), ('erp', 1000000000)) as e(source, ends)
where c.crowd = 'buyer' and c.id % 2 = 0 and happened(c.created_at) and c.created_at < e.ends
union all
select 'erp', cast(2000000 + p.id as varchar), 'person', 'person-' || p.person
from erp_partner as p where happened(p.created_at)
union all
select 'erp', cast(9000000 + p.id as varchar), 'person', 'person-' || p.person
from loyalty as p where happened(p.created_at)
union all
select e.source, cast(10 + s.id as varchar), 'supplier', 'supplier-' || s.id
from supplier as s, (values ('erp_old'), ('erp')) as e(source)
union all
select 'erp', cast(30 + s.id as varchar), 'supplier', 'supplier-' || s.id from supplier as s
where s.has_twin and happened(twin_entered());

create or replace temp table true_household as
select 'person-' || id as true_id, 'household-' || household as household_id from person;

create or replace temp table true_product as
select s.name as source_name, variant_gid(s.id, v.id) as record_id, 'variant-' || v.id as true_id
from variant as v join style as t on t.id = v.style, shop as s where happened(second_of(t.launch - 40, 9))
union all
select e.source, cast(e.shift + 1 + v.id as varchar), 'variant-' || v.id
from variant as v join style as t on t.id = v.style,
    (values ('erp_old', 0, cut_over()), ('erp', 30000, 1000000000)) as e(source, shift, ends)
where happened(second_of(t.launch - 180, 10)) and second_of(t.launch - 180, 10) < e.ends
union all
select e.source, cast(e.shift + 20001 + f.id as varchar), 'fabric-' || f.id
from fabric as f, (values ('erp_old', 0), ('erp', 30000)) as e(source, shift);
