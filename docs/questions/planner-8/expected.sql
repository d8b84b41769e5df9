-- What consumers and business customers really wanted until the last whole week, and what of it consumers could not
-- have and did not replace by another colour. An estimate is right within 2 % and 10 %, and three standard deviations
-- of chance.
with weeks as (
    select wanted, case when channel_code <> 'wholesale' then lost else 0 end as lost
    from truth.demand
    where
        channel_code in ('web', 'app', 'wholesale')
        and date < (select date_trunc('week', max(latest.date)) from truth.demand as latest)
)

select
    [sum(wanted) * 0.98 - 3 * sqrt(sum(lost)), sum(wanted) * 1.02 + 3 * sqrt(sum(lost))] as demand_qty,
    [sum(lost) * 0.9 - 3 * sqrt(sum(lost)), sum(lost) * 1.1 + 3 * sqrt(sum(lost))] as unmet_qty
from weeks
