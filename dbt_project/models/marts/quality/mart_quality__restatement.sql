with

final as (
    select
        source_name,
        table_name,
        file_name,
        earlier_batch_id,
        batch_id,
        extracted_at,
        currency_code,
        restated_row_count,
        added_row_count,
        vanished_row_count,
        earlier_amount,
        later_amount,
        cast(later_amount - earlier_amount as decimal(38, 4)) as change_amount
    from {{ source('run', 'restatement') }}
)

select * from final
