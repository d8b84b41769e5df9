-- What others hold for us by our own books, and how old it is if they pay the oldest first; beside it what is open of
-- the documents that they hold it for.
with

-- A ledger that has had no entry for a quarter was replaced: its balances stand in the next one.
ledgers as (
    select source_name
    from {{ ref('fct_journal_line') }}
    where posting_date <= {{ as_of() }}
    group by source_name
    having max(posting_date) > {{ as_of() }} - 92
),

postings as (
    select
        lines.legal_entity_key,
        lines.account_code,
        {{ clearing_type_of_account('lines.account_code') }} as clearing_type,
        lines.local_currency_code,
        lines.posting_date,
        {{ total('lines.journal_amount_local', 'lines.journal_amount_local > 0') }} as debit_amount_local,
        {{ total('lines.journal_amount_local') }} as moved_amount_local
    from {{ ref('fct_journal_line') }} as lines
    inner join ledgers on lines.source_name = ledgers.source_name
    where {{ clearing_type_of_account('lines.account_code') }} is not null and lines.posting_date <= {{ as_of() }}
    group by lines.legal_entity_key, lines.account_code, lines.local_currency_code, lines.posting_date
),

balances as (
    select
        *,
        sum(moved_amount_local) over (partition by legal_entity_key, account_code) as balance_amount_local,
        coalesce(sum(debit_amount_local) over (
            partition by legal_entity_key, account_code
            order by posting_date desc
            rows between unbounded preceding and 1 preceding
        ), 0) as later_debit_amount_local
    from postings
),

-- What is left of the newest debits; a balance in their favour has no age.
aged as (
    select
        *,
        greatest(
            least(debit_amount_local, balance_amount_local - later_debit_amount_local), 0
        ) as open_amount_local,
        {{ ageing_bucket('(' ~ as_of() ~ ' - posting_date)') }} as ageing_bucket
    from balances
),

accounts as (
    select
        legal_entity_key,
        account_code,
        clearing_type,
        local_currency_code,
        max(balance_amount_local) as balance_amount_local,
        max(cast({{ as_of() }} - posting_date as integer)) filter (where open_amount_local > 0) as oldest_age_days,
        {{ total('open_amount_local', "ageing_bucket in ('not_due', '1_30')") }} as up_to_30_amount_local,
        {{ total('open_amount_local', "ageing_bucket = '31_60'") }} as from_31_to_60_amount_local,
        {{ total('open_amount_local', "ageing_bucket = '61_90'") }} as from_61_to_90_amount_local,
        {{ total('open_amount_local', "ageing_bucket = 'over_90'") }} as over_90_amount_local
    from aged
    group by legal_entity_key, account_code, clearing_type, local_currency_code
),

items as (
    select legal_entity_key, clearing_type, {{ total('open_amount_local') }} as item_amount_local
    from {{ ref('fct_open_item') }}
    where account_type = 'clearing'
    group by legal_entity_key, clearing_type
),

final as (
    select
        accounts.legal_entity_key,
        accounts.account_code,
        accounts.clearing_type,
        accounts.local_currency_code,
        cast(accounts.balance_amount_local as decimal(18, 4)) as balance_amount_local,
        accounts.oldest_age_days,
        accounts.up_to_30_amount_local,
        accounts.from_31_to_60_amount_local,
        accounts.from_61_to_90_amount_local,
        accounts.over_90_amount_local,
        cast(items.item_amount_local as decimal(18, 4)) as item_amount_local
    from accounts
    left join items
        on accounts.legal_entity_key = items.legal_entity_key and accounts.clearing_type = items.clearing_type
)

select * from final
