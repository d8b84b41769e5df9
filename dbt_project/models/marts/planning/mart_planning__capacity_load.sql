with

final as (
    select
        stage_code,
        stage_name,
        stage_number,
        week_start_date,
        efficiency_rate,
        available_minutes,
        needed_minutes,
        {{ ratio('needed_minutes', 'available_minutes') }} as load_pct,
        cast(greatest(needed_minutes - available_minutes, 0) as decimal(18, 4)) as overload_minutes,
        planned_minutes,
        overtime_minutes,
        {{ ratio('planned_minutes', 'available_minutes') }} as planned_load_pct,
        minute_price_amount_group
    from {{ source('forecasting', 'capacity_load') }}
)

select * from final
