-- Every source: whether it is current, how far it has come, how many rows it gave, and which tables are unlike before.
with unlike as (
    select
        source_name,
        string_agg(table_name, ', ' order by table_name) filter (where is_unlike_before) as unlike_table_names
    from marts.mart_quality__grade
    group by source_name
)

select
    sources.source_name, sources.status, sources.last_extracted_at, sources.batch_count, sources.landed_row_count,
    sources.refused_row_count, sources.flagged_row_count, unlike.unlike_table_names, sources.message
from marts.mart_quality__source_status as sources
left join unlike on sources.source_name = unlike.source_name
order by sources.source_name
