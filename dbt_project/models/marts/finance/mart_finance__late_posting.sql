with

final as (
    select
        lines.legal_entity_key,
        cast(date_trunc('month', lines.posting_date) as date) as closed_month,
        cast(date_trunc('month', lines.accounting_date) as date) as posted_month,
        lines.source_name,
        lines.account_code,
        lines.local_currency_code,
        min(periods.closed_at) as closed_at,
        min(lines.entered_at) as first_entered_at,
        max(lines.entered_at) as last_entered_at,
        count(*) as line_count,
        cast(sum(lines.journal_amount_local) as decimal(38, 4)) as change_amount_local
    from {{ ref('fct_journal_line') }} as lines
    inner join {{ ref('dim_period') }} as periods
        on
            lines.legal_entity_key = periods.legal_entity_key
            and cast(date_trunc('month', lines.posting_date) as date) = periods.period_month
    where lines.is_late
    group by 1, 2, 3, 4, 5, 6
)

select * from final
