-- Share of net sales that began online, by quarter, the last twelve: how the new channels grow beside the old ones.
select
    cast(year(order_date) as varchar) || ' Q' || cast(quarter(order_date) as varchar) as subject, 'money_share' as unit,
    coalesce(sum(net_amount_group) filter (where channel_code in ('web', 'app')), 0) as value,
    sum(net_amount_group) as whole
from core.fct_order_line
where not is_test and not is_cancelled and not is_intercompany and order_date is not null
group by 1
having sum(net_amount_group) > 0
qualify row_number() over (order by subject desc) <= 12
order by 1
