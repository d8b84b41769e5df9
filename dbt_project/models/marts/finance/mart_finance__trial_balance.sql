with

moved as (
    select
        legal_entity_key,
        account_code,
        account_type,
        local_currency_code,
        cast(date_trunc('month', accounting_date) as date) as period_month,
        sum(case when journal_amount_local > 0 then journal_amount_local else 0 end) as debit_amount_local,
        sum(case when journal_amount_local < 0 then -journal_amount_local else 0 end) as credit_amount_local,
        count(*) as line_count
    from {{ ref('fct_journal_line') }}
    where accounting_date <= {{ as_of() }}
    group by legal_entity_key, account_code, account_type, local_currency_code, period_month
),

accounts as (
    select legal_entity_key, account_code, account_type, local_currency_code, min(period_month) as first_month
    from moved
    group by legal_entity_key, account_code, account_type, local_currency_code
),

-- A ledger speaks of the months up to its last entry of any kind: an ERP that was replaced says nothing afterwards.
ledgers as (
    select source_name, cast(date_trunc('month', max(accounting_date)) as date) as last_month
    from {{ ref('fct_journal_line') }}
    where accounting_date <= {{ as_of() }}
    group by source_name
),

spoken as (
    select lines.legal_entity_key, max(ledgers.last_month) as last_month
    from {{ ref('fct_journal_line') }} as lines
    inner join ledgers on lines.source_name = ledgers.source_name
    group by lines.legal_entity_key
),

-- An account has a row for every month since it was first used, so that its balance of any month can be read.
months as (
    select accounts.*, periods.period_month, periods.is_closed
    from accounts
    inner join spoken on accounts.legal_entity_key = spoken.legal_entity_key
    inner join {{ ref('dim_period') }} as periods
        on
            accounts.legal_entity_key = periods.legal_entity_key
            and periods.period_month between accounts.first_month and spoken.last_month
),

balances as (
    select
        months.legal_entity_key,
        coalesce(months.account_code, 'unknown') as account_code,
        months.account_type,
        months.local_currency_code,
        months.period_month,
        months.is_closed,
        coalesce(moved.debit_amount_local, 0) as debit_amount_local,
        coalesce(moved.credit_amount_local, 0) as credit_amount_local,
        coalesce(moved.line_count, 0) as line_count,
        sum(coalesce(moved.debit_amount_local, 0) - coalesce(moved.credit_amount_local, 0)) over (
            partition by
                months.legal_entity_key, months.account_code, months.account_type, months.local_currency_code
            order by months.period_month
        ) as closing_amount_local
    from months
    left join moved
        on
            months.legal_entity_key = moved.legal_entity_key
            and months.period_month = moved.period_month
            and months.account_code is not distinct from moved.account_code
            and months.account_type is not distinct from moved.account_type
            and months.local_currency_code is not distinct from moved.local_currency_code
),

final as (
    select
        legal_entity_key,
        account_code,
        account_type,
        local_currency_code,
        period_month,
        is_closed,
        cast(closing_amount_local - debit_amount_local + credit_amount_local as decimal(38, 4)) as opening_amount_local,
        cast(debit_amount_local as decimal(38, 4)) as debit_amount_local,
        cast(credit_amount_local as decimal(38, 4)) as credit_amount_local,
        cast(closing_amount_local as decimal(38, 4)) as closing_amount_local,
        line_count
    from balances
)

select * from final
