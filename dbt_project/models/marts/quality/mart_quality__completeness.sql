with

final as (
    select
        source_name,
        entity,
        control_date,
        currency_code,
        control_row_count,
        warehouse_row_count,
        control_amount,
        warehouse_amount,
        residual_amount,
        residual_row_count
    from {{ ref('int_quality__completeness') }}
)

select * from final
