{# The accounts of a company add up to zero in every month, but for entries that arrived in part: those are named. -#}
{{ config(meta={"dagster": {"ref": {"name": "mart_finance__trial_balance"}}}) }}

with

entries as (
    select
        legal_entity_key,
        journal_entry_key,
        cast(date_trunc('month', accounting_date) as date) as period_month,
        sum(journal_amount_local) as lacking
    from {{ ref('fct_journal_line') }}
    where accounting_date <= {{ as_of() }}
    group by legal_entity_key, journal_entry_key, period_month
    having sum(journal_amount_local) <> 0
),

moved as (
    select legal_entity_key, period_month, sum(debit_amount_local - credit_amount_local) as moved
    from {{ ref('mart_finance__trial_balance') }}
    group by legal_entity_key, period_month
    union all
    select legal_entity_key, period_month, -sum(lacking) as moved
    from entries
    group by legal_entity_key, period_month
)

select legal_entity_key, period_month, sum(moved) as difference
from moved
group by legal_entity_key, period_month
having sum(moved) <> 0
