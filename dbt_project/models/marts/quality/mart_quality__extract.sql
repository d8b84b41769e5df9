with

numbered as (
    select
        *,
        row_number() over (
            partition by source_name, table_name, extracted_at order by is_mended, files, batch_id
        ) as number_of_moment
    from {{ source('run', 'batch') }}
),

final as (
    select
        batch_id,
        source_name,
        table_name,
        files as file_name,
        extracted_at,
        contract_version,
        row_count,
        refused_count as refused_row_count,
        flagged_count as flagged_row_count,
        status as admission_status,
        is_mended,
        number_of_moment > 1 and not is_mended as is_sent_again
    from numbered
)

select * from final
