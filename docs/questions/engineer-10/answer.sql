-- Each column of a source: the canonical columns made of it, and the marts, metrics and questions behind these.
with recursive

edges as (
    select distinct from_table_name || '.' || from_column_name as from_name, to_table_name, to_column_name
    from marts.mart_quality__column_lineage
    where influence_type = 'value'
),

fields as (
    select distinct
        source_name, from_table_name as table_name, from_column_name as column_name,
        to_table_name as entity, to_column_name as entity_column_name
    from marts.mart_quality__lineage
    where source_name is not null
),

reached as (
    select distinct
        entity || '.' || entity_column_name as start_name,
        entity as part_table_name,
        entity_column_name as part_column_name
    from fields
    union
    select reached.start_name, edges.to_table_name, edges.to_column_name
    from reached
    inner join edges on reached.part_table_name || '.' || reached.part_column_name = edges.from_name
),

-- A question breaks with any column of a table that serves it.
tables as (
    select start_name, part_table_name, count(*) as column_count
    from reached
    group by start_name, part_table_name
),

served as (
    select from_table_name, split_part(to_table_name, '.', 2) as question_code
    from marts.mart_quality__lineage
    where to_table_name like 'question.%'
),

questions as (
    select tables.start_name, string_agg(distinct served.question_code, ', ') as question_codes
    from tables
    inner join served on tables.part_table_name = served.from_table_name
    group by tables.start_name
),

behind as (
    select
        start_name,
        sum(column_count) - 1 as reached_column_count,
        string_agg(part_table_name, ', ' order by part_table_name)
        filter (where part_table_name like 'mart\_%' escape '\') as mart_names,
        string_agg(split_part(part_table_name, '.', 2), ', ' order by part_table_name)
        filter (where part_table_name like 'metric.%') as metric_names
    from tables
    group by start_name
)

select
    fields.source_name, fields.table_name, fields.column_name, behind.start_name as canonical_column_name,
    behind.reached_column_count, behind.mart_names, behind.metric_names, questions.question_codes
from fields
inner join behind on fields.entity || '.' || fields.entity_column_name = behind.start_name
left join questions on behind.start_name = questions.start_name
order by
    behind.reached_column_count desc, fields.source_name asc, fields.table_name asc, fields.column_name asc,
    canonical_column_name asc
