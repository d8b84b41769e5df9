-- Of the orders: those whose customer the CRM knows, by what sells them.
with

known as (
    select distinct links.customer_key
    from core.xref_customer as links
    inner join marts.mart_quality__source_status as crms on links.source_name = crms.source_name
    where contains(crms.systems, 'crm')
)

select
    orders.source_name as subject, 'share' as unit, count(known.customer_key) as value, count(*) as whole
from core.fct_order as orders
left join known on orders.customer_key = known.customer_key
where
    not orders.is_test and not orders.is_cancelled
    and exists (select 1 from marts.mart_quality__source_status where contains(systems, 'crm'))
group by orders.source_name
order by subject
