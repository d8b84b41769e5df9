with

months as (
    select cast(date_trunc('month', calendar_date) as date) as period_month, max(calendar_date) as period_end_date
    from {{ ref('dim_date') }}
    group by 1
),

final as (
    select
        entities.legal_entity_key || '/' || substr(cast(months.period_month as varchar), 1, 7) as period_key,
        entities.legal_entity_key,
        months.period_month,
        months.period_end_date,
        closes.closed_at is not null as is_closed,
        closes.closed_at,
        closes.reason_text
    from months
    cross join {{ ref('dim_legal_entity') }} as entities
    left join {{ ref('period_close') }} as closes
        on entities.legal_entity_key = closes.legal_entity_key and months.period_month = closes.period_month
)

select * from final
