-- How many articles a SKU or a style names, what is forecast of them in a market and in some weeks, and from when until when.
with

articles as (
    select product_key, sku, style_code
    from core.dim_product
    where sku = cast($item as varchar) or style_code = cast($item as varchar)
),

forecasts as (
    select week_start_date, forecast_qty
    from marts.mart_planning__forecast_vs_actual
    where
        is_future and cast($market as varchar) in ('*', market_code)
        and (product_key in (select product_key from articles) or sku in (select sku from articles))
    union all
    select week_start_date, forecast_qty
    from marts.mart_planning__forecast_option
    where
        cast($market as varchar) in ('*', market_code)
        and style_code in (select style_code from articles)
)

select
    (select count(*) from articles) as item_count,
    sum(coalesce(forecast_qty, 0)) filter (
        where week_start_date between cast($first_week as date) and cast($last_week as date)
    ) as forecast_qty,
    min(week_start_date) as first_week,
    max(week_start_date) as last_week,
    count(*) as week_count
from forecasts
