-- The figures of `judged`, and what stock-outs hid until the last whole week, beside the truth.

create or replace temp table hidden as
with estimated as (
    select sum(unmet_qty)::double as unmet, sum(ordered_qty + unmet_qty)::double as demand
    from work.forecasting.demand_uncensored
),

happened as (
    select sum(lost) filter (channel_code in ('web', 'app'))::double as lost, sum(wanted)::double as wanted
    from read_parquet('{truth}/demand.parquet')
    where channel_code in ('web', 'app', 'wholesale')
        and date < (select max(week_start_date) + 7 from work.forecasting.demand_uncensored)
)

select * from estimated, happened;

create or replace temp view figures as
with sums as (
    select
        subject, sum(wanted) as wanted, sum(oracle) as expected, sum(forecast) as forecast,
        sum(abs(forecast - wanted)) / sum(wanted) as wape, sum(abs(oracle - wanted)) / sum(wanted) as oracle_wape,
        sum(abs(naive - wanted)) / sum(wanted) as naive_wape, sum(forecast - wanted) / sum(wanted) as bias
    from judged
    group by subject
)

select subject, figure, figure_value
from (select *, wape / oracle_wape as to_oracle, wape / naive_wape as to_naive from sums)
unpivot (figure_value for figure in (columns(* exclude (subject))))
union all
select 'past', figure, figure_value
from (select *, unmet / lost - 1 as lost_sales_error, demand / wanted - 1 as level_bias from hidden)
unpivot (figure_value for figure in (columns(*)));
