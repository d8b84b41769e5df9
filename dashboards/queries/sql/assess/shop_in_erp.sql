-- Of each web shop's orders that are neither tests nor cancelled: those that the ERP has.
with

shops as (
    select source_name
    from marts.mart_quality__source_status
    where contains(systems, 'storefront') and not contains(systems, 'erp')
),

erps as (
    select count(*) as erp_count
    from marts.mart_quality__source_status
    where contains(systems, 'erp') and not contains(systems, 'storefront')
)

select
    orders.source_name as subject, 'share' as unit, count(copies.sales_order_key) as value, count(*) as whole
from core.fct_order as orders
inner join shops on orders.source_name = shops.source_name
inner join erps on erps.erp_count > 0
left join (
    select distinct sales_order_key
    from core.fct_order_copy
    where sales_order_key <> 'unknown'
) as copies on orders.sales_order_key = copies.sales_order_key
where not orders.is_test and not orders.is_cancelled
group by orders.source_name
order by subject
