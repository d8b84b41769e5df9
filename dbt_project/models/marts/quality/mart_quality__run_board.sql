with

arrivals as (
    select
        source_name,
        table_name,
        extracted_at,
        sum(row_count) as row_count,
        sum(refused_count) as refused_count,
        max(extracted_at) over (partition by source_name, table_name) as last_extracted_at,
        datediff(
            'second',
            lag(extracted_at) over (partition by source_name, table_name order by extracted_at),
            extracted_at
        ) / 3600.0 as gap_hours
    from {{ source('run', 'batch') }}
    where status = 'admitted'
    group by source_name, table_name, extracted_at
),

-- The first extract is the whole past and like no other.
tables as (
    select
        source_name,
        table_name,
        count(*) as extract_count,
        max(extracted_at) as last_extracted_at,
        cast(max(row_count) filter (where extracted_at = last_extracted_at) as bigint) as last_row_count,
        cast(sum(refused_count) as bigint) as refused_row_count,
        cast(
            median(row_count) filter (
                where gap_hours is not null and extracted_at < last_extracted_at
            ) as decimal(18, 4)
        ) as usual_row_count,
        cast(median(gap_hours) as decimal(18, 4)) as usual_gap_hours
    from arrivals
    group by source_name, table_name
),

newest as (
    select source_name, max(last_extracted_at) as newest_extracted_at
    from tables
    group by source_name
),

grades as (
    select source_name, table_name, grade, is_unlike_before from {{ ref('mart_quality__grade') }}
),

final as (
    select
        tables.source_name,
        tables.table_name,
        sources.status,
        grades.grade,
        tables.extract_count,
        tables.last_extracted_at,
        tables.usual_gap_hours,
        cast(datediff('second', tables.last_extracted_at, newest.newest_extracted_at) / 3600.0 as decimal(18, 4))
            as behind_hours,
        tables.last_row_count,
        tables.usual_row_count,
        tables.refused_row_count,
        coalesce(grades.is_unlike_before, false) as is_unlike_before,
        sources.message
    from tables
    inner join newest on tables.source_name = newest.source_name
    inner join {{ source('run', 'source') }} as sources on tables.source_name = sources.source_name
    left join grades on tables.source_name = grades.source_name and tables.table_name = grades.table_name
)

select * from final
