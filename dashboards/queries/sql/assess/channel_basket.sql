-- Net sales per order by channel, in the group's currency.
select
    channel_code as subject, 'money' as unit,
    cast(sum(net_amount_group) / count(distinct sales_order_key) as decimal(18, 4)) as value, null as whole
from core.fct_order_line
where not is_test and not is_cancelled and not is_intercompany
group by channel_code
having sum(net_amount_group) is not null
order by value desc, subject
