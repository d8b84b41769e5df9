with

options as ({{ style_options() }}),

final as (
    select
        forecasts.option_name,
        options.style_code,
        options.colour_name,
        options.product_name,
        options.category_name,
        forecasts.market_code,
        forecasts.week_start_date,
        forecasts.horizon_weeks,
        forecasts.life_code,
        forecasts.method_name,
        forecasts.forecast_qty,
        forecasts.model_qty,
        forecasts.naive_qty,
        {{ nine_quantiles('forecasts') }}
    from {{ source('forecasting', 'forecast_option') }} as forecasts
    inner join options on forecasts.option_name = options.option_name
)

select * from final
