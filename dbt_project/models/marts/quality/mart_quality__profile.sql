with

final as (
    select
        source_name,
        table_name,
        column_name,
        column_type,
        is_required,
        row_count,
        null_count,
        distinct_count,
        minimum as minimum_text,
        maximum as maximum_text
    from {{ source('run', 'profile') }}
)

select * from final
