-- The tables whose rows hold a code that nobody knows, in systems none of whose files is held back.
with held_back as (
    select faults.source_name from truth.faults as faults
    where faults.fault in ('file_cut_off', 'column_dropped')
)

select distinct planted.source_name || '.' || planted.table_name as table_name
from truth.faults as planted
anti join held_back on planted.source_name = held_back.source_name
where planted.fault = 'unknown_code'
