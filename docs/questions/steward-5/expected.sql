-- The systems one of whose files is spoilt as a whole.
select distinct source_name
from truth.faults
where fault in ('file_cut_off', 'column_dropped', 'quote_not_closed')
