with

-- Rows with any finding, each counted once, however many rules it breaks.
findings as (
    select source_name, table_name, count(distinct row_key) as faulty_row_count
    from {{ source('run', 'finding') }}
    group by source_name, table_name
),

waiting as (
    select source_name, table_name, count(*) as waiting_row_count
    from {{ source('run', 'quarantine') }}
    where state = 'open'
    group by source_name, table_name
),

rules as (
    select
        source_name,
        table_name,
        count(*) filter (where is_broken and severity = 'warn') as warning_count,
        bool_or(is_broken and rule_name in ('late', 'unlike_usual_volume')) as is_unlike_before
    from {{ source('run', 'rule') }}
    group by source_name, table_name
),

tables as (
    select
        checked.source_name,
        checked.table_name,
        checked.row_count,
        coalesce(findings.faulty_row_count, 0) as faulty_row_count,
        coalesce(waiting.waiting_row_count, 0) as waiting_row_count,
        coalesce(rules.warning_count, 0) as broken_rule_count,
        coalesce(rules.is_unlike_before, false) as is_unlike_before,
        sources.status <> 'current' as is_source_behind
    from {{ source('run', 'checked') }} as checked
    inner join {{ source('run', 'source') }} as sources on checked.source_name = sources.source_name
    left join findings on checked.source_name = findings.source_name and checked.table_name = findings.table_name
    left join waiting on checked.source_name = waiting.source_name and checked.table_name = waiting.table_name
    left join rules on checked.source_name = rules.source_name and checked.table_name = rules.table_name
),

sources as (
    select
        source_name,
        'all' as table_name,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(faulty_row_count) as bigint) as faulty_row_count,
        cast(sum(waiting_row_count) as bigint) as waiting_row_count,
        cast(sum(broken_rule_count) as bigint) as broken_rule_count,
        bool_or(is_unlike_before) as is_unlike_before,
        bool_or(is_source_behind) as is_source_behind
    from tables
    group by source_name
),

tables_and_sources as (
    select * from tables
    union all by name
    select * from sources
),

graded as (
    select
        *,
        cast((faulty_row_count + waiting_row_count) / nullif(row_count + waiting_row_count, 0) as decimal(18, 8))
            as faulty_row_pct
    from tables_and_sources
),

final as (
    select
        source_name,
        table_name,
        case
            when is_source_behind or faulty_row_pct > 0.2 then 'F'
            when faulty_row_pct > 0.05 then 'E'
            when faulty_row_pct > 0.01 or is_unlike_before then 'D'
            when faulty_row_pct > 0.001 then 'C'
            when faulty_row_pct > 0 then 'B'
            else 'A'
        end as grade,
        row_count,
        faulty_row_count,
        waiting_row_count,
        faulty_row_pct,
        broken_rule_count,
        is_unlike_before,
        is_source_behind
    from graded
)

select * from final
