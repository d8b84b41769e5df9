with

final as (
    select
        source_name,
        vendor,
        table_name,
        column_name,
        is_personal,
        purpose_type,
        is_landed,
        question_count,
        questions as question_codes,
        canonical_columns as canonical_column_names,
        technical_purposes as technical_purpose_types,
        kept_by as kept_by_name,
        kept_reason as kept_reason_text,
        lacking_batch_count
    from {{ source('run', 'purpose') }}
)

select * from final
