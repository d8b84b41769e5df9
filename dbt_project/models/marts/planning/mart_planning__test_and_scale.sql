with

goods as (
    select
        product_key,
        style_code,
        product_name,
        category_name,
        style_code || ' ' || coalesce(colour_name, '?') as option_name
    from {{ ref('dim_product') }}
    where style_code is not null
),

styles as (
    select style_code, min(product_name) as product_name, min(category_name) as category_name
    from goods
    group by style_code
),

options as (
    select distinct option_name, style_code from goods
),

believed as (
    select
        options.style_code,
        min(launches.launch_week_date) as launch_week_date,
        count(distinct launches.week_start_date) as weeks_on_sale,
        max(launches.strength_qty) as strength_qty,
        sum(launches.expected_qty) as expected_qty,
        sum(launches.variance_qty) as variance_qty
    from {{ source('forecasting', 'style_launch') }} as launches
    inner join options on launches.option_name = options.option_name
    group by options.style_code
),

came as (
    select
        goods.style_code,
        sum(demand.ordered_qty) as ordered_qty,
        sum(demand.unmet_qty) as unmet_qty
    from {{ source('forecasting', 'demand_uncensored') }} as demand
    inner join goods on demand.product_key = goods.product_key
    inner join believed on goods.style_code = believed.style_code
    where demand.week_start_date >= believed.launch_week_date
    group by goods.style_code
),

ahead as (
    select goods.style_code, sum(forecasts.forecast_qty) as forecast_qty
    from {{ source('forecasting', 'forecast_product') }} as forecasts
    inner join goods on forecasts.product_key = goods.product_key
    group by goods.style_code
),

-- The posterior of a gamma prior: what was believed weighs as strength_qty units.
levels as (
    select
        believed.*,
        coalesce(came.ordered_qty, 0) as ordered_qty,
        coalesce(came.unmet_qty, 0) as unmet_qty,
        cast(believed.strength_qty + coalesce(came.ordered_qty + came.unmet_qty, 0) as double)
        / cast(believed.strength_qty + believed.expected_qty as double) as level,
        cast(believed.strength_qty + believed.expected_qty as double) as weight
    from believed
    left join came on believed.style_code = came.style_code
),

ranged as (
    select
        *,
        1.2816 * sqrt(cast(strength_qty as double) * level * level + cast(variance_qty as double) * level) / weight
            as width
    from levels
),

final as (
    select
        ranged.style_code,
        styles.product_name,
        styles.category_name,
        ranged.launch_week_date,
        cast(ranged.weeks_on_sale as integer) as weeks_on_sale,
        cast(ranged.ordered_qty as decimal(18, 4)) as ordered_qty,
        cast(ranged.unmet_qty as decimal(18, 4)) as unmet_qty,
        cast(ranged.expected_qty as decimal(18, 4)) as expected_qty,
        cast(round(ranged.level, 8) as decimal(18, 8)) as level_rate,
        cast(round(greatest(ranged.level - ranged.width, 0), 8) as decimal(18, 8)) as low_level_rate,
        cast(round(ranged.level + ranged.width, 8) as decimal(18, 8)) as high_level_rate,
        case
            when ranged.weeks_on_sale < 2 then 'wait'
            when ranged.level - ranged.width > 1 then 'scale'
            when ranged.level + ranged.width < 0.75 then 'stop'
            else 'hold'
        end as advice_code,
        cast(coalesce(ahead.forecast_qty, 0) as decimal(18, 4)) as forecast_qty
    from ranged
    inner join styles on ranged.style_code = styles.style_code
    left join ahead on ranged.style_code = ahead.style_code
)

select * from final
