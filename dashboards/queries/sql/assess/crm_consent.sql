-- Of the customers whose consent a system tells: those who gave it, by purpose.
select
    purpose_type as subject, 'share' as unit, count(distinct customer_key) filter (where is_granted) as value,
    count(distinct customer_key) as whole
from core.fct_customer_consent
group by purpose_type
order by subject
