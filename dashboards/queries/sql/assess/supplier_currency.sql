-- Purchases by currency: what a change of the exchange rate touches.
select
    currency_code as subject, 'money_share' as unit, sum(net_amount_group) as value,
    sum(sum(net_amount_group)) over () as whole
from core.fct_purchase_order_line
where purchase_order_status <> 'cancelled'
group by currency_code
having sum(net_amount_group) > 0
order by value desc, subject
limit 6
