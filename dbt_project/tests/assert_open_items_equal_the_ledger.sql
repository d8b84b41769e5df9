{# What is open on the accounts of debtors and creditors is their balance, but for exchange: what was gained or lost by
   payments and not posted yet, and what was posted for it. A pair in another currency is rounded by itself. -#}
{{ config(meta={"dagster": {"ref": {"name": "fct_ledger_item"}}}) }}

with

debtors as (
    select journal_line_key, source_name, legal_entity_key, account_type, journal_amount, journal_amount_local
    from {{ ref('fct_journal_line') }}
    where account_type in ('receivable', 'payable') and coalesce(posting_date <= {{ as_of() }}, true)
),

sides as (
    select
        source_name, legal_entity_key, account_type, journal_amount_local as balance, cast(0 as double) as tolerance
    from debtors
    union all
    select
        source_name, legal_entity_key, account_type, -journal_amount_local as balance, 0 as tolerance
    from debtors
    where journal_amount = 0
    union all
    select
        source_name, legal_entity_key, account_type,
        case when account_type = 'payable' then open_amount_local else -open_amount_local end as balance,
        0 as tolerance
    from {{ ref('fct_ledger_item') }}
    union all
    select
        settlements.source_name, settlements.legal_entity_key, debtors.account_type,
        settlements.exchange_difference_amount_local as balance, 0.01 as tolerance
    from {{ ref('fct_settlement') }} as settlements
    inner join debtors on settlements.debit_line_key = debtors.journal_line_key
    where
        settlements.exchange_difference_amount_local is not null
        and coalesce(settlements.settlement_date <= {{ as_of() }}, true)
)

select source_name, legal_entity_key, account_type, sum(balance) as difference
from sides
group by source_name, legal_entity_key, account_type
having abs(sum(balance)) > sum(tolerance)
