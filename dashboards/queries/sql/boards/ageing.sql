-- One row per kind of account: what is open by how long it is overdue, without what companies of a group owe each other.
select
    account_type,
    cast(sum(item_count) as bigint) as item_count,
    max(oldest_age_days) as oldest_age_days,
    sum(open_amount_group) as open_amount_group,
    sum(not_due_amount_group) as not_due_amount_group,
    sum(overdue_1_30_amount_group) as overdue_1_30_amount_group,
    sum(overdue_31_60_amount_group) as overdue_31_60_amount_group,
    sum(overdue_61_90_amount_group) as overdue_61_90_amount_group,
    sum(overdue_over_90_amount_group) as overdue_over_90_amount_group,
    sum(not_dated_amount_group) as not_dated_amount_group
from marts.mart_finance__ageing
where not is_intercompany
group by account_type
order by account_type
