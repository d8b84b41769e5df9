with

-- What each column of a source is for; a column that no contract names is for nothing yet.
served as (
    select source_name, table_name, column_name, canonical_columns, questions
    from {{ source('run', 'purpose') }}
),

final as (
    select
        changes.source_name,
        changes.table_name,
        changes.column_name,
        changes.change_type,
        changes.file_name,
        changes.extracted_at,
        changes.was as before_text,
        changes.became as after_text,
        served.canonical_columns as affected_column_names,
        served.questions as affected_question_codes
    from {{ source('run', 'schema_change') }} as changes
    left join served
        on
            changes.source_name = served.source_name
            and changes.table_name = served.table_name
            and changes.column_name = served.column_name
)

select * from final
