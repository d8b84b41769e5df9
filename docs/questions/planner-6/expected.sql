-- The seasonal naive forecast of every past origin, made once more from the sales of the truth alone (the same week a
-- year before; with less than a year of history the mean of the last four weeks), and how far off it was, by the time
-- from forecast to week and by country. So weeks, lags, what came, and errors are proven at the naive step; what the
-- chosen method said is no truth of the company, and is held against the same rows.
with gone as (
    select source_name, line_id, sum(quantity) as quantity
    from truth.told_refunds
    where cause in ('cancelled', 'short')
    group by source_name, line_id
),

demand as (
    select
        replace(told.sku, '-', '') as sku, told.market_code,
        cast(datediff('day', date '1970-01-05', told.date) // 7 as integer) as week, sum(told.quantity) as qty
    from truth.told_lines as told
    left join gone on told.source_name = gone.source_name and told.line_id = gone.line_id
    where
        not told.is_test and not told.is_cancelled and not told.is_without_order
        and told.quantity > coalesce(gone.quantity, 0)
    group by all
),

series as (
    select sku, market_code, min(week) as first_week
    from demand
    group by sku, market_code
),

this_week as (
    select datediff('day', date '1970-01-05', max(date)) // 7 as week
    from truth.demand
),

origins as (
    select this_week.week - 13 - 4 * step.number as origin_week
    from this_week, range(10) as step (number)
    where this_week.week - 13 - 4 * step.number - (select min(earliest.first_week) from series as earliest) >= 13
),

recent as (
    select
        origins.origin_week, series.sku, series.market_code, origins.origin_week - series.first_week as age,
        coalesce(sum(demand.qty), 0) / least(origins.origin_week - series.first_week, 4) as mean_qty
    from origins
    inner join series on origins.origin_week > series.first_week
    left join demand
        on
            series.sku = demand.sku and series.market_code = demand.market_code
            and demand.week between origins.origin_week - 4 and origins.origin_week - 1
    group by origins.origin_week, series.sku, series.market_code, series.first_week
),

forecasts as (
    select
        recent.origin_week, recent.sku, recent.market_code, recent.origin_week + lag.number as week,
        recent.origin_week + lag.number - 52 as week_before, recent.age, recent.mean_qty
    from recent, range(13) as lag (number)
),

told as (
    select
        forecasts.origin_week, forecasts.week, forecasts.market_code, coalesce(came.qty, 0) as actual,
        round(if(forecasts.age < 52, forecasts.mean_qty, coalesce(before.qty, 0)), 4) as said
    from forecasts
    left join demand as before
        on
            forecasts.sku = before.sku and forecasts.market_code = before.market_code
            and forecasts.week_before = before.week
    left join demand as came
        on
            forecasts.sku = came.sku and forecasts.market_code = came.market_code and forecasts.week = came.week
    union all
    select origins.origin_week, demand.week, demand.market_code, demand.qty as actual, 0 as said
    from origins
    inner join demand on demand.week between origins.origin_week and origins.origin_week + 12
    inner join series
        on
            demand.sku = series.sku and demand.market_code = series.market_code
            and origins.origin_week <= series.first_week
)

select
    date '1970-01-05' + cast(origin_week * 7 as integer) as origin, cast(week - origin_week + 1 as integer) as lag,
    market_code, sum(actual) as actual, round(sum(abs(said - actual)), 2) as absolute_error,
    round(sum(said - actual), 2) as error
from told
group by origin_week, week, market_code
