-- Each column of a source: the canonical columns made of it, and the marts, metrics and questions behind these.
with recursive

reached as (
    select distinct to_table_name as entity, to_table_name as part_name
    from marts.mart_quality__lineage
    where source_name is not null
    union
    select reached.entity, edges.to_table_name
    from reached
    inner join marts.mart_quality__lineage as edges
        on edges.source_name is null and reached.part_name = edges.from_table_name
),

behind as (
    select
        entity,
        string_agg(part_name, ', ' order by part_name) filter (where part_name like 'mart\_%' escape '\') as mart_names,
        string_agg(split_part(part_name, '.', 2), ', ' order by part_name)
        filter (where part_name like 'metric.%') as metric_names,
        string_agg(split_part(part_name, '.', 2), ', ' order by part_name)
        filter (where part_name like 'question.%') as question_codes,
        count(*) - 1 as reached_count
    from reached
    group by entity
)

select
    fields.source_name, fields.from_table_name as table_name, fields.from_column_name as column_name,
    fields.to_table_name || '.' || fields.to_column_name as canonical_column_name,
    behind.reached_count, behind.mart_names, behind.metric_names, behind.question_codes
from marts.mart_quality__lineage as fields
inner join behind on fields.to_table_name = behind.entity
where fields.source_name is not null
order by behind.reached_count desc, fields.source_name asc, table_name asc, column_name asc, canonical_column_name asc
