-- Days of stock of the French company since the ERP in use has three months, from the balances of its true books.
with balances as (
    select
        month,
        sum(amount) filter (where measure = 'stock_value_book') as stock,
        sum(amount) filter (where measure = 'balance:411000') as receivables,
        -sum(amount) filter (where measure = 'balance:401000') as payables,
        sum(amount) filter (where measure in ('balance:603700', 'balance:607000')) as cost_so_far
    from truth.numbers
    where legal_entity_id = '1'
    group by month
),

monthly as (
    select *, cost_so_far - lag(cost_so_far) over (order by month) as cost from balances
)

select
    month, stock, receivables, payables,
    case
        when sum(cost) over three > 0
            then round(
                cast(avg(stock) over three as double) * sum(day(last_day(month))) over three
                / cast(sum(cost) over three as double), 2
            )
    end as dio_days
from monthly
window three as (order by month rows between 2 preceding and current row)
qualify month >= date '2024-12-01' and month <= (select max(latest.date) from truth.told_lines as latest)
