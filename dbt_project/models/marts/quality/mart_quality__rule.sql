with

final as (
    select
        source_name,
        table_name,
        column_name,
        rule_name,
        severity,
        owner,
        reason,
        checked_count,
        failing_count,
        allowed_count,
        allowed_until,
        is_broken
    from {{ source('run', 'rule') }}
)

select * from final
