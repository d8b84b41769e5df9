-- Each kind of pain: in how many documents, with how much money, how much of it a week, and how many of them have no money;
-- null where none has.
with

weeks as (
    select greatest(1, date_diff('day', min(orders.order_date), any_value(release.as_of_date)) / 7.0) as week_count
    from main.release
    left join core.fct_order as orders on orders.order_date <= release.as_of_date
)

select
    pains.pain_type, pains.pair_type, count(*) as document_count,
    count(*) filter (where pains.pain_amount_group is null) as moneyless_count,
    sum(pains.pain_amount_group) as amount_group,
    cast(sum(pains.pain_amount_group) / weeks.week_count as decimal(18, 4)) as weekly_amount_group,
    count(*) / weeks.week_count as weekly_count,
    min(pains.item_date) as first_date, max(pains.item_date) as last_date,
    string_agg(distinct pains.source_name, ', ' order by pains.source_name) as source_names
from marts.mart_quality__integration_pain as pains
cross join weeks
group by pains.pain_type, pains.pair_type, weeks.week_count
order by weekly_amount_group desc nulls last, document_count desc, pains.pain_type asc
