with

entries as (
    select
        source_name,
        {{ source_key('entries', 'legal_entity_id') }} as legal_entity_key,
        local_currency_code,
        cast(date_trunc('month', posting_date) as date) as month_start_date,
        sum(local_amount) as local_amount
    from {{ ref('journal_line') }} as entries
    where {{ alive('entries') }} and {{ is_stock_account('entries') }} and posting_date is not null
    group by source_name, legal_entity_key, local_currency_code, month_start_date
),

-- A ledger speaks of the months up to its last entry of any kind: an ERP that was replaced says nothing afterwards.
spoken as (
    select
        source_name,
        cast(date_trunc('month', max(posting_date)) as date) as last_month_date
    from {{ ref('journal_line') }} as entries
    where {{ alive('entries') }} and posting_date <= {{ as_of() }}
    group by source_name
),

kept as (
    select
        source_name, legal_entity_key, local_currency_code,
        min(month_start_date) as first_month_date
    from entries
    group by source_name, legal_entity_key, local_currency_code
),

months as (
    select
        kept.source_name, kept.legal_entity_key, kept.local_currency_code, days.month_start_date,
        max(days.calendar_date) as month_end_date
    from kept
    inner join spoken on kept.source_name = spoken.source_name
    inner join {{ ref('dim_date') }} as days
        on kept.first_month_date <= days.month_start_date and spoken.last_month_date >= days.month_start_date
    group by kept.source_name, kept.legal_entity_key, kept.local_currency_code, days.month_start_date
),

balanced as (
    select
        months.*,
        coalesce(entries.local_amount, 0) as change_amount_local,
        sum(coalesce(entries.local_amount, 0)) over (
            partition by months.legal_entity_key, months.local_currency_code order by months.month_start_date
        ) as book_amount_local
    from months
    left join entries
        on
            months.source_name = entries.source_name
            and months.legal_entity_key = entries.legal_entity_key
            and months.local_currency_code = entries.local_currency_code
            and months.month_start_date = entries.month_start_date
),

-- A balance stands at the closing rate: that of the month's last day, or of the run's day in the month that is running.
closing as (
    select *, least(month_end_date, {{ as_of() }}) as closing_date
    from balanced
),

converted as (
    select
        closing.*,
        {{ to_group('closing.book_amount_local') }} as book_amount_group,
        {{ to_group('closing.change_amount_local') }} as change_amount_group,
        rates.exchange_rate as closing_rate
    from closing
    {{ join_rate('closing.local_currency_code', 'closing.closing_date') }}
),

-- What the balance changed by because the rate did, and not the stock.
final as (
    select
        legal_entity_key,
        month_start_date,
        closing_date,
        local_currency_code as currency_code,
        cast(change_amount_local as decimal(18, 4)) as change_amount_local,
        cast(book_amount_local as decimal(18, 4)) as book_amount_local,
        book_amount_group,
        cast(
            book_amount_group - change_amount_group - coalesce(
                lag(book_amount_group) over (
                    partition by legal_entity_key, local_currency_code order by month_start_date
                ), 0
            ) as decimal(18, 4)
        ) as translation_amount_group,
        closing_rate
    from converted
)

select * from final
