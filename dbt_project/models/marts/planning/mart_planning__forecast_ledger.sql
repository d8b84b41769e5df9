with

steps as (
    select
        *,
        lag(absolute_error_qty) over (
            partition by
                level_code, is_frozen, release_id, origin_date, week_start_date, segment_code, market_code,
                is_overridden
            order by case step_code when 'naive' then 1 when 'model' then 2 else 3 end
        ) as before_error_qty
    from {{ source('forecasting', 'forecast_ledger') }}
),

final as (
    select
        level_code,
        is_frozen,
        release_id,
        origin_date,
        week_start_date,
        lag_weeks,
        segment_code,
        market_code,
        step_code,
        is_overridden,
        series_count,
        actual_qty,
        forecast_qty,
        absolute_error_qty,
        error_qty,
        cast(before_error_qty - absolute_error_qty as decimal(38, 4)) as value_added_qty,
        cast(round(absolute_error_qty / nullif(actual_qty, 0), 8) as decimal(18, 8)) as wape_pct,
        cast(round(error_qty / nullif(actual_qty, 0), 8) as decimal(18, 8)) as bias_pct,
        scaled_count,
        scaled_absolute_error,
        scaled_squared_error,
        ranged_count,
        covered_count,
        pinball_qty
    from steps
)

select * from final
