-- Share of orders by the channel in which they began, test and cancelled ones and those between our companies left out.
select
    channel_code as subject, 'share' as unit, count(*) as value, sum(count(*)) over () as whole
from core.fct_order
where not is_test and not is_cancelled and not is_intercompany
group by channel_code
order by value desc, subject
