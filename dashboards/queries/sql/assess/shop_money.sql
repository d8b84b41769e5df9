-- Share of net sales (ordered, without tax, in the group's currency) by channel; lines without a rate are left out.
select
    channel_code as subject, 'money_share' as unit, sum(net_amount_group) as value,
    sum(sum(net_amount_group)) over () as whole
from core.fct_order_line
where not is_test and not is_cancelled and not is_intercompany
group by channel_code
having sum(net_amount_group) is not null
order by value desc, subject
