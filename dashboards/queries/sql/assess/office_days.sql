-- Days that an approval takes, the middle one and nine of ten, and the age of the oldest that waits.
with

sums as (
    select
        max(median_decision_days) as median_days, max(p90_decision_days) as p90_days,
        max(oldest_waiting_days) as oldest_days
    from marts.mart_quality__approval_state
)

select subject, 'days' as unit, value, null as whole
from (
    select 1 as place, 'median' as subject, median_days as value from sums
    union all
    select 2 as place, 'p90' as subject, p90_days as value from sums
    union all
    select 3 as place, 'oldest' as subject, oldest_days as value from sums
) as told
where value is not null
order by place
