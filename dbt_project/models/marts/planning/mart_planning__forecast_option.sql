with

options as (
    select
        style_code || ' ' || coalesce(colour_name, '?') as option_name,
        style_code,
        colour_name,
        min(product_name) as product_name,
        min(category_name) as category_name
    from {{ ref('dim_product') }}
    where style_code is not null
    group by style_code, colour_name
),

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
        forecasts.q025_qty,
        forecasts.q05_qty,
        forecasts.q10_qty,
        forecasts.q25_qty,
        forecasts.q50_qty,
        forecasts.q75_qty,
        forecasts.q90_qty,
        forecasts.q95_qty,
        forecasts.q975_qty
    from {{ source('forecasting', 'forecast_option') }} as forecasts
    inner join options on forecasts.option_name = options.option_name
)

select * from final
