{% set whole = "'all'" %}
{% set part_of_horizon = "case when horizon_weeks <= 4 then 1 when horizon_weeks <= 8 then 2 else 3 end" %}
with

tried as (
    select
        origin_date,
        lag_weeks as horizon_weeks,
        coalesce(market_code, {{ whole }}) as market_code,
        cast(sum(actual_qty) as double) / nullif(sum(forecast_qty), 0) as ratio
    from {{ ref('mart_planning__forecast_ledger') }}
    where level_code = 'product' and not is_frozen and step_code = 'model'
    group by grouping sets ((origin_date, lag_weeks, market_code), (origin_date, lag_weeks))
),

-- How many times what was said of a week came: of single markets together, and of their sum.
ratios as (
    select
        {{ part_of_horizon }} as part_of_horizon,
        market_code = {{ whole }} as is_whole,
        {{ range_end('ratio', 0.1) }} as low_ratio,
        {{ range_end('ratio', 0.9) }} as high_ratio,
        count(*) as trial_count
    from tried
    group by all
),

ahead as (
    select
        coalesce(market_code, {{ whole }}) as market_code,
        week_start_date,
        horizon_weeks,
        {{ part_of_horizon }} as part_of_horizon,
        market_code is null as is_whole,
        sum(forecast_qty) as forecast_qty
    from {{ source('forecasting', 'forecast') }}
    group by grouping sets ((market_code, week_start_date, horizon_weeks), (week_start_date, horizon_weeks))
),

final as (
    select
        ahead.market_code,
        ahead.week_start_date,
        cast(ahead.horizon_weeks as integer) as horizon_weeks,
        cast(ahead.forecast_qty as decimal(18, 4)) as forecast_qty,
        cast(round(ahead.forecast_qty * ratios.low_ratio, 4) as decimal(18, 4)) as low_qty,
        cast(round(ahead.forecast_qty * ratios.high_ratio, 4) as decimal(18, 4)) as high_qty,
        cast(coalesce(ratios.trial_count, 0) as integer) as trial_count
    from ahead
    left join ratios on ahead.part_of_horizon = ratios.part_of_horizon and ahead.is_whole = ratios.is_whole
)

select * from final
