-- Orders whose money a provider or a carrier still holds, of those that report at all; and the balances of the books.
-- Which carrier it is the warehouse tells, so that its files that wait leave it open: carriers are proven together.
with reporting as (
    select source_name, holder, case holder when 'provider' then held_by end as method
    from truth.told_unpaid
    group by source_name, holder, method
    having sum(abs(accounted)) > 0
),

balances as (
    select replace(measure, 'balance:', '') as account_code, currency_code, legal_entity_id, month, amount
    from truth.numbers
    where measure in ('balance:467000', 'balance:467100', 'balance:467200')
),

last_month as (
    select max(balances.month) as month from balances
)

select
    held.holder, case held.holder when 'provider' then held.held_by end as held_by, held.currency_code,
    count(*) as items, min(held.paid_on) as since, sum(held.paid - held.accounted) as open_amount
from truth.told_unpaid as held
inner join reporting
    on
        held.source_name = reporting.source_name and held.holder = reporting.holder
        and coalesce(reporting.method, held.held_by) = held.held_by
where held.paid <> held.accounted
group by all
union all
select
    'books' as holder, balances.account_code as held_by, balances.currency_code,
    cast(balances.legal_entity_id as bigint) as items, balances.month as since, balances.amount as open_amount
from balances
cross join last_month
where balances.amount <> 0 and balances.month = last_month.month
