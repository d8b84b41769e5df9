with held_back as (
    select faults.source_name from truth.faults as faults
    where faults.fault in ('file_cut_off', 'column_dropped')
)

select planted.source_name, planted.table_name, planted.column_name, count(*) as row_count
from truth.faults as planted
anti join held_back on planted.source_name = held_back.source_name
where planted.fault = 'unknown_code'
group by planted.source_name, planted.table_name, planted.column_name
