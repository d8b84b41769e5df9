-- The five suppliers with most money, and their share of all purchases in the group's currency.
with

bought as (
    select supplier_key, sum(net_amount_group) as bought_amount
    from core.fct_purchase_order_line
    where purchase_order_status <> 'cancelled'
    group by supplier_key
)

select
    case suppliers.supplier_key when 'unknown' then 'unknown' else suppliers.supplier_name end as subject, 'money_share' as unit, bought.bought_amount as value,
    (select sum(bought_amount) from bought) as whole
from bought
inner join core.dim_supplier as suppliers on bought.supplier_key = suppliers.supplier_key
where bought.bought_amount > 0
order by value desc, subject
limit 5
