-- The published forecast beside what really came, the seasonal naive one and the expectation; and sales that were lost.

create or replace temp table ahead as
with truth as (
    select week, sku, market_code, wanted, mean as oracle, "q0.1" as oracle_low, "q0.9" as oracle_high
    from read_parquet('{truth}/expected_demand.parquet')
),

forecast as (
    select week_start_date as week, sku, market_code, sum(forecast_qty) as forecast, sum(naive_qty) as naive,
        sum(q10_qty) as low, sum(q90_qty) as high
    from marts.mart_planning__forecast_vs_actual
    where is_future and week_start_date in (select week from truth)
    group by all
)

select week, sku, market_code, coalesce(wanted, 0) as wanted, coalesce(oracle, 0) as oracle,
    coalesce(oracle_low, 0) as oracle_low, coalesce(oracle_high, 0) as oracle_high, coalesce(forecast, 0) as forecast,
    coalesce(naive, 0) as naive, coalesce(low, 0) as low, coalesce(high, 0) as high
from truth
full join forecast using (week, sku, market_code);

insert into score
with spans as (
    select h.weeks || ' weeks ahead' as subject, a.*
    from ahead as a, (values (4), (12)) as h(weeks)
    where a.week < (select min(week) from ahead) + h.weeks * 7
),

sums as (
    select subject, cast(sum(wanted) as double) as demand, avg((wanted between low and high)::double) as coverage,
        avg((wanted between oracle_low and oracle_high)::double) as oracle_coverage,
        sum(abs(forecast - wanted))::double as forecast_off, sum(forecast - wanted)::double as forecast_above,
        sqrt(avg(pow(forecast - wanted, 2))) as forecast_rmse,
        sum(abs(naive - wanted))::double as naive_off, sum(naive - wanted)::double as naive_above,
        sqrt(avg(pow(naive - wanted, 2))) as naive_rmse,
        sum(abs(oracle - wanted))::double as oracle_off, sum(oracle - wanted)::double as oracle_above,
        sqrt(avg(pow(oracle - wanted, 2))) as oracle_rmse
    from spans
    group by subject
),

figures as (
    select subject, demand as true_demand, forecast_off / demand as wape, naive_off / demand as naive_wape,
        oracle_off / demand as oracle_wape, forecast_rmse as rmse, naive_rmse, oracle_rmse,
        forecast_above / demand as bias, naive_above / demand as naive_bias, oracle_above / demand as oracle_bias, coverage, oracle_coverage
    from sums
    where demand > 0
)

select 'forecast', subject, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (subject))));

-- What can be estimated is what the shops' own customers missed in whole weeks: other channels are not told of stock.
insert into score
with estimate as (
    select cast(sum(unmet_qty) as double) as estimated, max(week_start_date) + 6 as last_date
    from marts.mart_planning__demand_uncensored
),

figures as (
    select max(estimate.estimated) as estimated,
        cast(sum(truth.lost) filter (truth.channel_code in ('web', 'app') and truth.date <= estimate.last_date) as double)
            as true_consumer_units,
        cast(sum(truth.lost) as double) as true_units, cast(sum(truth.lost_cents) / 100.0 as double) as true_money,
        sum(truth.lost) / nullif(sum(truth.wanted), 0)::double as true_share
    from read_parquet('{truth}/demand.parquet') as truth
    cross join estimate
)

select 'lost sales', 'all', figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(*)));

-- A truth that was written before documents stood in it says nothing of them; a system that is not read shows nothing.
insert into score
with joints as (
    select j.*
    from (select cast(null as varchar) as document_number) as none_named
    cross join lateral (
        select kind, nullif(currency_code, '') as currency_code, cast(money as double) as money, document_number
        from read_csv('{truth}/joints.csv', header = true, all_varchar = true)
    ) as j
),

named as (
    select pain_type as kind, document_number, max(pain_amount) as amount
    from marts.mart_quality__integration_pain
    group by all
),

held as (
    select j.*, n.kind is not null as is_found, n.amount,
        j.document_number is not null and case j.kind
            when 'payout_short' then exists (select 1 from core.fct_payout)
            when 'cash_not_remitted' then exists (select 1 from core.fct_cod_remittance) else true end as is_known
    from joints as j
    left join named as n on n.kind = j.kind and n.document_number = j.document_number
),

figures as (
    select concat_ws(' ', kind, currency_code) as subject,
        case when bool_and(is_known) then avg(is_found::double) end as found, count(*)::double as planted,
        bool_or(money is not null) as is_of_money, sum(money) as money,
        case when bool_and(is_known) then sum(amount) filter (is_found)::double end as found_money
    from held
    group by all
)

select 'broken joints', subject, figure, figure_value
from figures unpivot include nulls (figure_value for figure in (columns(* exclude (subject, is_of_money))))
where is_of_money or figure not in ('money', 'found_money');
