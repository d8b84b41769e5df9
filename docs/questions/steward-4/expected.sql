-- A record that is two people at once; there is none, and no decision makes one.
select source_name, record_id
from truth.parties
group by source_name, record_id
having count(distinct true_id) > 1
