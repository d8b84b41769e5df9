-- What was forecast of the weeks after the last day, beside what really was wanted, what was to be expected of it, and
-- the seasonal naive forecast. `work` holds a run's core and forecasts, {truth} the folder of the truth.

create or replace temp table good as
select product_key, sku, regexp_replace(sku, '-[^-]+$', '') as option_code, regexp_extract(sku, '^[^-]+-[^-]+-[^-]+') as style_code
from work.core.dim_product;

create or replace temp table outlook as
select week, sku, market_code, wanted, mean as oracle from read_parquet('{truth}/expected_demand.parquet');

-- The seasonal naive forecast at a level, of the demand that the product knows: the same week a year before; of what
-- began less than a year before, the mean of the last four weeks.
create or replace temp macro last_four() as (select min(week) - 7 * 5 from outlook);

create or replace temp table past as
select g.sku, g.option_code, d.market_code, d.week_start_date as week, (d.ordered_qty + d.unmet_qty)::double as qty
from work.forecasting.demand_uncensored as d
inner join good as g using (product_key);

create or replace temp table ahead as
with levels as (
    select 'option' as level, option_code as item, * exclude (option_code) from past
    union all
    select 'sku', sku, * exclude (option_code) from past
),

recent as (
    select level, item, market_code, sum(qty) / 4 as qty
    from levels
    where week between last_four() and last_four() + 21
    group by all
),

begun as (
    select level, item, min(week) as first_week from levels where qty > 0 group by all
),

cells as (
    select b.level, b.item, b.first_week, m.market_code, w.week
    from begun as b, (select distinct market_code from past) as m, (select distinct week from outlook) as w
),

year_ago as (
    select level, item, market_code, week + 364 as week, sum(qty) as qty from levels group by all
),

naive as (
    select
        c.level, c.item, c.market_code, c.week,
        case when c.first_week <= last_four() + 28 - 364 then coalesce(y.qty, 0) else coalesce(r.qty, 0) end as naive
    from cells as c
    left join year_ago as y using (level, item, market_code, week)
    left join recent as r using (level, item, market_code)
),

said as (
    select 'option' as level, g.option_code as item, f.market_code, f.week_start_date as week,
        sum(f.forecast_qty)::double as forecast
    from work.forecasting.forecast_product as f
    inner join good as g using (product_key)
    group by all
    union all
    select 'sku', g.sku, f.market_code, f.week_start_date, sum(f.forecast_qty)::double
    from work.forecasting.forecast_product as f
    inner join good as g using (product_key)
    group by all
),

truth as (
    select 'option' as level, regexp_replace(sku, '-[^-]+$', '') as item, market_code, week, sum(wanted) as wanted,
        sum(oracle) as oracle
    from outlook
    group by all
    union all
    select 'sku', sku, market_code, week, sum(wanted), sum(oracle) from outlook group by all
)

select
    level, item, market_code, week, regexp_extract(item, '^[^-]+-[^-]+-[^-]+') as style_code,
    coalesce(wanted, 0)::double as wanted, coalesce(oracle, 0) as oracle, coalesce(forecast, 0) as forecast,
    coalesce(naive, 0) as naive
from truth
full join said using (level, item, market_code, week)
full join naive using (level, item, market_code, week)
where week in (select week from outlook);

-- A style's first week: that of the first unit that anyone wanted, else the first one in which one was to be expected.
create or replace temp table launched as
select style_code, min(week) as launch_week
from (
    select regexp_extract(sku, '^[^-]+-[^-]+-[^-]+') as style_code, cast(date_trunc('week', date) as date) as week
    from read_parquet('{truth}/demand.parquet')
    union all
    select regexp_extract(sku, '^[^-]+-[^-]+-[^-]+'), week from outlook where oracle > 0.01
)
group by style_code;

create or replace temp table judged as
select level as subject, * exclude (level) from ahead
union all
select 'new option', a.* exclude (level)
from ahead as a
inner join launched as l using (style_code)
where a.level = 'option' and a.week >= l.launch_week and a.week < l.launch_week + 56;
