with

final as (
    select
        source_name,
        question_code,
        question_text,
        answer_status,
        is_answerable,
        needed_count as needed_column_count,
        defined_count as defined_column_count,
        filled_count as filled_column_count,
        missing_columns as missing_column_names
    from {{ source('run', 'question_coverage') }}
)

select * from final
