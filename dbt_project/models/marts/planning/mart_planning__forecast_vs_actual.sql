with

past_weeks as (
    select distinct week_start_date
    from {{ ref('dim_date') }}
    where week_start_date between {{ this_week() }} - 7 * {{ weeks_back() }} and {{ this_week() }} - 7
),

past_demand as (
    select demand.product_key, demand.market_code, demand.week_start_date, demand.demand_qty
    from {{ ref('fct_demand_weekly') }} as demand
    inner join past_weeks on demand.week_start_date = past_weeks.week_start_date
),

published as (
    select product_key, market_code, min(method_name) as method_name, min(segment_code) as segment_code
    from {{ source('forecasting', 'forecast') }}
    group by product_key, market_code
),

series as (
    select product_key, market_code from published
    union
    select product_key, market_code from past_demand
),

backtests as (
    select
        backtests.product_key,
        backtests.market_code,
        backtests.week_start_date,
        max(backtests.forecast_qty) filter (where backtests.method_name = published.method_name) as forecast_qty,
        max(backtests.forecast_qty) filter (where backtests.method_name = 'seasonal_naive') as naive_qty
    from {{ source('forecasting', 'backtest') }} as backtests
    left join published
        on backtests.product_key = published.product_key and backtests.market_code = published.market_code
    where backtests.horizon_weeks = 1
    group by backtests.product_key, backtests.market_code, backtests.week_start_date
),

-- A week of the past in which nothing of a series was ordered had a demand of 0.
past as (
    select
        series.product_key,
        series.market_code,
        past_weeks.week_start_date,
        coalesce(past_demand.demand_qty, 0) as actual_qty,
        backtests.forecast_qty,
        backtests.forecast_qty as model_qty,
        cast(null as bigint) as override_id,
        backtests.naive_qty,
        cast(null as decimal(18, 4)) as q10_qty,
        cast(null as decimal(18, 4)) as q50_qty,
        cast(null as decimal(18, 4)) as q90_qty,
        published.method_name,
        published.segment_code,
        false as is_future
    from series
    cross join past_weeks
    left join past_demand
        on
            series.product_key = past_demand.product_key
            and series.market_code = past_demand.market_code
            and past_weeks.week_start_date = past_demand.week_start_date
    left join backtests
        on
            series.product_key = backtests.product_key
            and series.market_code = backtests.market_code
            and past_weeks.week_start_date = backtests.week_start_date
    left join published on series.product_key = published.product_key and series.market_code = published.market_code
),

future as (
    select
        product_key,
        market_code,
        week_start_date,
        cast(null as decimal(18, 4)) as actual_qty,
        forecast_qty,
        model_qty,
        override_id,
        naive_qty,
        q10_qty,
        q50_qty,
        q90_qty,
        method_name,
        segment_code,
        true as is_future
    from {{ source('forecasting', 'forecast') }}
    where week_start_date >= {{ this_week() }}
),

weeks as (
    select * from past
    union all
    select * from future
),

final as (
    select
        weeks.product_key,
        products.sku,
        products.product_name,
        products.category_name,
        weeks.market_code,
        weeks.week_start_date,
        weeks.actual_qty,
        weeks.forecast_qty,
        weeks.model_qty,
        weeks.override_id,
        weeks.naive_qty,
        weeks.q10_qty,
        weeks.q50_qty,
        weeks.q90_qty,
        weeks.method_name,
        weeks.segment_code,
        weeks.is_future
    from weeks
    inner join {{ ref('dim_product') }} as products on weeks.product_key = products.product_key
)

select * from final
