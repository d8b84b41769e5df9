-- Of the approvals of orders and invoices: those whose document is found in the ERP.
select null as subject, 'share' as unit, sum(found_count) as value, sum(record_count) as whole
from marts.mart_quality__system_link
where link_type = 'approval_document'
having sum(record_count) > 0
