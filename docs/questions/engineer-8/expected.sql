-- The last day that the company has lived through.
select max(date) as as_of_date, true as is_rebuildable, 0 as contradicted_count
from truth.demand
