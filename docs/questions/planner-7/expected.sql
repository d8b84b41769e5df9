-- The styles that were first ordered in the last 16 weeks, the week of their launch, the whole weeks since, and the
-- units ordered in them. What was expected of them, and so the advice, is a judgement and no truth of the company.
with gone as (
    select source_name, line_id, sum(quantity) as quantity
    from truth.told_refunds
    where cause in ('cancelled', 'short')
    group by source_name, line_id
),

demand as (
    select told.style_code, cast(date_trunc('week', told.date) as date) as monday, sum(told.quantity) as qty
    from truth.told_lines as told
    left join gone on told.source_name = gone.source_name and told.line_id = gone.line_id
    where
        not told.is_test and not told.is_cancelled and not told.is_without_order
        and told.quantity > coalesce(gone.quantity, 0)
    group by told.style_code, monday
),

this_week as (
    select cast(date_trunc('week', max(date)) as date) as monday
    from truth.demand
),

launches as (
    select demand.style_code, min(demand.monday) as launch
    from demand
    group by demand.style_code
)

select
    launches.style_code, launches.launch, cast((this_week.monday - launches.launch) // 7 as integer) as weeks,
    sum(demand.qty) as ordered
from launches
cross join this_week
inner join demand on launches.style_code = demand.style_code and this_week.monday > demand.monday
where launches.launch >= this_week.monday - 16 * 7 and launches.launch < this_week.monday
group by launches.style_code, launches.launch, this_week.monday
