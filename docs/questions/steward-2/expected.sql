-- As many suppliers as there are.
select count(distinct true_id) as supplier_count
from truth.parties
where kind = 'supplier'
