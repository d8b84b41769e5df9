-- Money in the CRM's sales opportunities, in the group's currency.
select
    case when is_won then 'won' when is_closed then 'lost' else 'open' end as subject, 'money' as unit,
    sum(expected_amount_group) as value, null as whole
from core.fct_opportunity
group by 1
having sum(expected_amount_group) is not null
order by value desc, subject
