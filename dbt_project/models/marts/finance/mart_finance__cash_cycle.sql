with

-- What the books moved per company and month; what group companies owe each other is left out, with the whole account
-- on which it stands, because what an old ledger handed over does not say whose debt it is.
group_accounts as (
    select distinct account_code
    from {{ ref('fct_journal_line') }}
    where is_intercompany and account_type in ('receivable', 'payable')
),

lines as (
    select journal.*
    from {{ ref('fct_journal_line') }} as journal
    left join group_accounts on journal.account_code = group_accounts.account_code
    where journal.accounting_date <= {{ as_of() }} and group_accounts.account_code is null
),

moved as (
    select
        legal_entity_key,
        local_currency_code,
        cast(date_trunc('month', accounting_date) as date) as month_start_date,
        {{ total('journal_amount_local', "account_type = 'receivable'") }} as receivable_amount,
        {{ total('-journal_amount_local', "account_type = 'payable'") }} as payable_amount,
        {{ total(
            'journal_amount_local',
            "account_type = 'receivable' and journal_amount_local > 0 and invoice_key is not null"
        ) }} as billed_amount,
        {{ total(
            '-journal_amount_local',
            "account_type = 'payable' and journal_amount_local < 0 and invoice_key is not null"
        ) }} as purchased_amount,
        {{ total('journal_amount_local', "account_type = 'cost_of_goods'") }} as cost_of_goods_amount
    from lines
    group by legal_entity_key, local_currency_code, month_start_date
),

-- A ledger speaks of the months up to its last entry of any kind: one that was replaced says nothing afterwards.
spoken as (
    select entities.source_name, max(moved.month_start_date) as last_month
    from moved
    inner join {{ ref('dim_legal_entity') }} as entities on moved.legal_entity_key = entities.legal_entity_key
    group by entities.source_name
),

begun as (
    select legal_entity_key, min(month_start_date) as first_month
    from moved
    group by legal_entity_key
),

months as (
    select periods.legal_entity_key, periods.period_month as month_start_date, entities.functional_currency_code
    from {{ ref('dim_period') }} as periods
    inner join {{ ref('dim_legal_entity') }} as entities on periods.legal_entity_key = entities.legal_entity_key
    inner join spoken on entities.source_name = spoken.source_name
    inner join begun
        on periods.legal_entity_key = begun.legal_entity_key and periods.period_month >= begun.first_month
    where
        periods.period_month <= spoken.last_month
),

balances as (
    select
        months.legal_entity_key,
        months.month_start_date,
        months.functional_currency_code as local_currency_code,
        sum(coalesce(moved.receivable_amount, 0)) over so_far as receivable_amount,
        sum(coalesce(moved.payable_amount, 0)) over so_far as payable_amount,
        coalesce(stock.book_amount_local, 0) as stock_amount,
        coalesce(moved.billed_amount, 0) as billed_amount,
        coalesce(moved.purchased_amount, 0) as purchased_amount,
        coalesce(moved.cost_of_goods_amount, 0) as cost_of_goods_amount
    from months
    left join moved
        on
            months.legal_entity_key = moved.legal_entity_key
            and months.month_start_date = moved.month_start_date
    left join {{ ref('fct_stock_value_monthly') }} as stock
        on months.legal_entity_key = stock.legal_entity_key and months.month_start_date = stock.month_start_date
    window so_far as (partition by months.legal_entity_key order by months.month_start_date)
),

-- Three months together: the mean of their closing balances, and all that was billed, bought and used up in them.
quarters as (
    select
        legal_entity_key,
        month_start_date,
        local_currency_code,
        receivable_amount,
        payable_amount,
        stock_amount,
        cost_of_goods_amount,
        billed_amount,
        purchased_amount,
        extract('day' from last_day(month_start_date)) as month_days,
        avg(receivable_amount) over three as mean_receivable,
        avg(payable_amount) over three as mean_payable,
        avg(stock_amount) over three as mean_stock,
        sum(billed_amount) over three as billed,
        sum(purchased_amount) over three as purchased,
        sum(cost_of_goods_amount) over three as cost_of_goods,
        sum(extract('day' from last_day(month_start_date))) over three as period_days
    from balances
    window three as (
        partition by legal_entity_key order by month_start_date rows between 2 preceding and current row
    )
),

dayed as (
    select
        *,
        {{ ratio('mean_stock * period_days', 'greatest(cost_of_goods, 0)') }} as dio_days,
        {{ ratio('mean_receivable * period_days', 'billed') }} as dso_days,
        {{ ratio('mean_payable * period_days', 'purchased') }} as dpo_days
    from quarters
),

final as (
    select
        legal_entity_key,
        month_start_date,
        local_currency_code,
        cast(stock_amount as decimal(18, 4)) as stock_amount_local,
        cast(receivable_amount as decimal(18, 4)) as receivable_amount_local,
        cast(payable_amount as decimal(18, 4)) as payable_amount_local,
        cast(cost_of_goods_amount as decimal(18, 4)) as cost_of_goods_amount_local,
        cast(billed_amount as decimal(18, 4)) as billed_amount_local,
        cast(purchased_amount as decimal(18, 4)) as purchased_amount_local,
        cast(month_days as integer) as month_days,
        dio_days,
        dso_days,
        dpo_days,
        cast(dio_days + coalesce(dso_days, 0) - coalesce(dpo_days, 0) as decimal(18, 8)) as ccc_days,
        cast(dio_days - lag(dio_days) over before as decimal(18, 8)) as dio_change_days,
        cast(dso_days - lag(dso_days) over before as decimal(18, 8)) as dso_change_days,
        cast(dpo_days - lag(dpo_days) over before as decimal(18, 8)) as dpo_change_days
    from dayed
    window before as (partition by legal_entity_key order by month_start_date)
)

select * from final
