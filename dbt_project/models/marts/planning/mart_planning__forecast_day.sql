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
        forecasts.q025_qty,
        forecasts.q05_qty,
        forecasts.q10_qty,
        forecasts.q25_qty,
        forecasts.q50_qty,
        forecasts.q75_qty,
        forecasts.q90_qty,
        forecasts.q95_qty,
        forecasts.q975_qty
    from {{ source('forecasting', 'forecast_day') }} as forecasts
    inner join {{ ref('dim_product') }} as products on forecasts.product_key = products.product_key
)

select * from final
