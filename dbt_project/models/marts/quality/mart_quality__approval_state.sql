with

approvals as (
    select
        approvals.*,
        approvals.approval_status = 'pending' as is_waiting,
        date_diff('day', approvals.request_date, {{ as_of() }}) as waiting_days,
        date_diff('hour', approvals.requested_at, approvals.decided_at) / 24.0 as decision_days
    from {{ ref('approval') }} as approvals
    where {{ alive('approvals') }}
),

final as (
    select
        approvals.source_name,
        {{ or_unknown('approvals.document_type') }} as document_type,
        count(*) as approval_count,
        count(*) filter (where approvals.is_waiting) as waiting_count,
        count(*) filter (where approvals.approval_status = 'rejected') as rejected_count,
        max(approvals.waiting_days) filter (where approvals.is_waiting) as oldest_waiting_days,
        cast(
            coalesce(sum({{ to_group('approvals.approved_amount') }}) filter (where approvals.is_waiting), 0)
            as decimal(18, 4)
        ) as waiting_amount_group,
        cast(median(approvals.decision_days) as decimal(18, 4)) as median_decision_days,
        cast(quantile_cont(approvals.decision_days, 0.9) as decimal(18, 4)) as p90_decision_days
    from approvals
    {{ join_rate('approvals.currency_code', 'approvals.request_date') }}
    group by 1, 2
)

select * from final
