-- One row per kind of exception of all places together or of one: how many, and the money at stake.
select
    exception_code,
    count(*) as item_count,
    sum(exception_qty) as exception_qty,
    sum(amount_group) as amount_group
from marts.mart_planning__exception
group by exception_code
order by amount_group desc nulls last, exception_code
