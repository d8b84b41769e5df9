with

final as (
    select
        segment_code,
        method_name,
        is_published,
        origin_count,
        series_count,
        actual_qty,
        absolute_error_qty,
        error_qty,
        wape_pct,
        bias_pct,
        coverage_80_pct
    from {{ source('forecasting', 'accuracy') }}
)

select * from final
