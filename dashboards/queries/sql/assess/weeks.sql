-- Weeks that the orders, or without any the ledger, of the release span; at least one, so that a first load has a figure.
with

days as (
    select order_date as told_date from core.fct_order
    union all
    select order_date as told_date from core.fct_purchase_order_line
)

select
    min(told_date) as first_date, any_value(release.as_of_date) as last_date,
    greatest(1, date_diff('day', min(told_date), any_value(release.as_of_date)) / 7.0) as week_count,
    any_value(release.company_name) as company_name, any_value(release.group_currency_code) as group_currency_code
from main.release
left join days on days.told_date <= release.as_of_date
