-- A deposit agrees with the ledger by its day, currency and amount; two alike are matched one to one. What the ledger
-- has as the statement's total, while less arrived, agrees with the statement and not with the bank.
with

payouts as (
    select
        *,
        row_number() over (partition by payout_date, currency_code, payout_amount order by payout_key) as place,
        row_number() over (partition by payout_date, currency_code, line_amount order by payout_key) as line_place
    from {{ ref('fct_payout') }}
    where payout_status = 'paid' and payout_date <= {{ as_of() }} and payout_amount <> 0
),

booked as (
    select
        posting_date,
        currency_code,
        journal_amount,
        journal_line_key,
        legal_entity_key,
        row_number() over (
            partition by posting_date, currency_code, journal_amount order by journal_line_key
        ) as place
    from {{ ref('fct_journal_line') }}
    where account_type = 'cash'
),

ledgers as (
    select min(posting_date) as first_date, max(posting_date) as last_date
    from booked
),

final as (
    select
        payouts.payout_key,
        payouts.source_name,
        payouts.provider_name,
        coalesce(exact.legal_entity_key, stated.legal_entity_key, payouts.legal_entity_key) as legal_entity_key,
        payouts.statement_id,
        payouts.payout_date,
        payouts.currency_code,
        payouts.payout_amount,
        payouts.short_amount,
        coalesce(exact.journal_line_key, stated.journal_line_key) as journal_line_key,
        cast(coalesce(exact.journal_amount, stated.journal_amount, 0) as decimal(18, 4)) as booked_amount
    from payouts
    inner join ledgers on payouts.payout_date between ledgers.first_date and ledgers.last_date
    left join booked as exact
        on
            payouts.payout_date = exact.posting_date
            and payouts.currency_code = exact.currency_code
            and payouts.payout_amount = exact.journal_amount
            and payouts.place = exact.place
    left join booked as stated
        on
            payouts.payout_date = stated.posting_date
            and payouts.currency_code = stated.currency_code
            and case when payouts.short_amount <> 0 then payouts.line_amount end = stated.journal_amount
            and payouts.line_place = stated.place
)

select * from final
