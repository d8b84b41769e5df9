-- The files to which a column was added, or from which one was taken.
select source_name, table_name, file_name, fault as change_type
from truth.faults
where
    fault in ('column_added', 'column_dropped')
    and source_name in ('crm', 'warehouse_3pl')
