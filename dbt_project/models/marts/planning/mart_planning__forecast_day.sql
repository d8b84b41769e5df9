with

final as (
    select
        forecasts.product_key,
        products.sku,
        products.style_code,
        products.colour_name,
        products.size_code,
        forecasts.market_code,
        forecasts.forecast_date,
        cast(date_trunc('week', forecasts.forecast_date) as date) as week_start_date,
        forecasts.forecast_qty,
        {{ nine_quantiles('forecasts') }}
    from {{ source('forecasting', 'forecast_day') }} as forecasts
    inner join {{ ref('dim_product') }} as products on forecasts.product_key = products.product_key
)

select * from final
