with

final as (
    select
        table_name,
        layer as layer_name,
        owner,
        grain as grain_column_names,
        questions as question_codes
    from {{ source('run', 'table_use') }}
)

select * from final
