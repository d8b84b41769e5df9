-- One row per source: how many columns it fills, how many questions that answers, and what it does not land.
with
entities as (
    select
        source_name,
        any_value(vendor) as vendor,
        count(*) as entity_count,
        cast(sum(column_count) as bigint) as column_count,
        cast(sum(filled_column_count) as bigint) as filled_column_count
    from marts.mart_quality__coverage
    group by source_name
),

questions as (
    select
        source_name,
        count(*) as question_count,
        count(*) filter (where is_answerable and answer_status <> 'own_records') as answerable_count,
        count(*) filter (where answer_status = 'part') as partial_count
    from marts.mart_quality__question_coverage
    group by source_name
),

purposes as (
    select source_name, count(*) filter (where not is_landed) as not_landed_count
    from marts.mart_quality__purpose_register
    group by source_name
)

select
    source_name,
    vendor,
    entity_count,
    column_count,
    filled_column_count,
    filled_column_count / nullif(column_count, 0) as filled_column_pct,
    question_count,
    answerable_count,
    partial_count,
    coalesce(not_landed_count, 0) as not_landed_count
from entities
inner join questions using (source_name)
left join purposes using (source_name)
order by source_name
