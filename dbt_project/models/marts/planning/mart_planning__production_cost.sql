with

final as (
    select plan_code, late_amount_group, early_amount_group, overtime_amount_group, total_amount_group
    from {{ source('forecasting', 'production_cost') }}
)

select * from final
