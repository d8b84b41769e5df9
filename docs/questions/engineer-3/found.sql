select quarantined.source_name, quarantined.table_name, count(*) as row_count
from marts.mart_quality__quarantine as quarantined
semi join marts.mart_quality__source_status as sources
    on quarantined.source_name = sources.source_name and sources.status = 'current'
group by quarantined.source_name, quarantined.table_name
