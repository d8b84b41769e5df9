-- Money that waits for an approval, in the group's currency.
select document_type as subject, 'money' as unit, sum(waiting_amount_group) as value, null as whole
from marts.mart_quality__approval_state
where waiting_count > 0
group by document_type
order by value desc, subject
