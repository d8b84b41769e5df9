-- The published forecast beside what really came, the seasonal naive one and the best possible; and sales that were lost.

create or replace temp table ahead as
with truth as (
    select week, sku, market_code, wanted, mean, "q0.1" as low, "q0.9" as high from read_parquet('{truth}/expected_demand.parquet')
),

forecast as (
    select sku, market_code, week_start_date as week, sum(forecast_qty) as forecast, sum(naive_qty) as naive, sum(q10_qty) as low,
        sum(q90_qty) as high
    from marts.mart_planning__forecast_vs_actual where is_future group by all
)

select coalesce(t.week, f.week) as week, coalesce(t.sku, f.sku) as sku, coalesce(t.market_code, f.market_code) as market_code,
    coalesce(t.wanted, 0) as wanted, coalesce(t.mean, 0) as oracle, coalesce(f.forecast, 0) as forecast,
    coalesce(f.naive, 0) as naive, coalesce(f.low, 0) as low, coalesce(f.high, 0) as high, coalesce(t.low, 0) as oracle_low,
    coalesce(t.high, 0) as oracle_high
from truth as t
full join (select * from forecast where week in (select week from truth)) as f
    on f.week = t.week and f.sku = t.sku and f.market_code = t.market_code;

insert into score
with spans as (
    select h.weeks || ' weeks ahead' as subject, a.* from ahead as a, (values (4), (12)) as h(weeks)
    where a.week < (select min(week) from ahead) + h.weeks * 7
),

figures as (
    select subject, cast(sum(wanted) as double) as true_demand,
        cast(sum(abs(forecast - wanted)) / sum(wanted) as double) as wape, cast(sum(abs(naive - wanted)) / sum(wanted) as double) as naive_wape,
        cast(sum(abs(oracle - wanted)) / sum(wanted) as double) as oracle_wape, cast(sum(forecast - wanted) / sum(wanted) as double) as bias,
        cast(sum(naive - wanted) / sum(wanted) as double) as naive_bias, cast(sum(oracle - wanted) / sum(wanted) as double) as oracle_bias,
        sqrt(avg(pow(forecast - wanted, 2))) as rmse, sqrt(avg(pow(naive - wanted, 2))) as naive_rmse,
        sqrt(avg(pow(oracle - wanted, 2))) as oracle_rmse,
        avg(case when wanted between low and high then 1.0 else 0.0 end) as coverage,
        avg(case when wanted between oracle_low and oracle_high then 1.0 else 0.0 end) as oracle_coverage
    from spans group by subject having sum(wanted) > 0
)

select 'forecast', subject, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (subject))));

insert into score
with lost as (
    select cast(null as double) as estimated, cast(sum(lost) as double) as true_units, cast(sum(lost_cents) / 100.0 as double) as true_money,
        cast(sum(lost) / nullif(sum(wanted), 0) as double) as true_share
    from read_parquet('{truth}/demand.parquet')
)

select 'lost sales', 'all', figure, figure_value
from lost unpivot include nulls (figure_value for figure in (columns(*)));

insert into score
with joints as (
    select concat_ws(' ', kind, nullif(currency_code, '')) as kind, cast(null as double) as found, cast(count(*) as double) as planted, sum(cast(money as double)) as money
    from read_csv('{truth}/joints.csv', header = true, all_varchar = true) group by all
)

select 'broken joints', kind, figure, figure_value
from joints unpivot include nulls (figure_value for figure in (columns(* exclude (kind))));
