with last_month as (
    select max(period_month) as period_month from marts.mart_finance__trial_balance
)

select
    clearing_type as holder, case clearing_type when 'provider' then counterparty_name end as held_by, currency_code,
    count(*) as items,
    min(document_date) as since, sum(open_amount) as open_amount
from core.fct_open_item
where account_type = 'clearing' and document_type = 'payment'
group by all
union all
select
    'books' as holder, accounts.account_code as held_by, accounts.local_currency_code as currency_code,
    cast(split_part(accounts.legal_entity_key, ':', 2) as bigint) as items, last_month.period_month as since,
    accounts.balance_amount_local as open_amount
from marts.mart_finance__clearing_account as accounts
cross join last_month
where accounts.balance_amount_local <> 0
