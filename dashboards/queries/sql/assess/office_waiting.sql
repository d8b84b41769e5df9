-- Approvals that nobody has decided, of all that were asked for, by kind of document.
select document_type as subject, 'share' as unit, sum(waiting_count) as value, sum(approval_count) as whole
from marts.mart_quality__approval_state
group by document_type
order by value desc, subject
