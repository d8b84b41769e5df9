with

final as (
    select
        batch_id,
        row_number as file_row_number,
        source_name,
        table_name,
        file_name,
        row_key,
        rule_name,
        money_amount,
        currency_code,
        state as quarantine_state
    from {{ source('run', 'quarantine') }}
)

select * from final
