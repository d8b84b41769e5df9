with approvals as (

    select * from {{ ref('base_office__approvals') }}

),

final as (

    select
        approval_number as approval_id,
        case document_kind when 'style_launch' then 'style_milestone' else document_kind end as document_type,
        document_number,
        coalesce(step_number, 1) as approval_step_number,
        case status when 'refused' then 'rejected' else status end as approval_status,
        asked_at as requested_at,
        cast(asked_at as date) as request_date,
        decided_at,
        requested_by_code,
        decided_by_code,
        reason_text,
        currency_code,
        amount as approved_amount,
        cast(null as varchar) as document_id,
        source_name,
        'office' as vendor,
        coalesce(decided_at, asked_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from approvals

)

select * from final
