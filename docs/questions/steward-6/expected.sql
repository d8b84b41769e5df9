-- Of the company that is known there is nobody who opened what they may not: no row.
select true_id as actor, record_id as page_name
from truth.parties
where true_id is null
