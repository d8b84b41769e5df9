with all_tickets as (

    select * from {{ ref('base_hubspot__tickets') }}

),

closed_stages as (

    select source_name, pipeline_code, stage_code
    from {{ ref('base_hubspot__pipeline_stages') }}
    where object_type = 'ticket' and ticket_state = 'CLOSED'

),

merged as (

    select source_name, merged_object_id
    from {{ ref('base_hubspot__merges') }}
    where object_type = 'ticket'
    group by source_name, merged_object_id

),

tickets as (

    select
        all_tickets.*,
        closed_stages.stage_code is not null as is_in_closed_stage,
        merged.merged_object_id is not null as is_merged
    from all_tickets
    left join closed_stages
        on
            all_tickets.source_name = closed_stages.source_name
            and all_tickets.pipeline_code = closed_stages.pipeline_code
            and all_tickets.stage_code = closed_stages.stage_code
    left join merged
        on all_tickets.source_name = merged.source_name and all_tickets.ticket_id = merged.merged_object_id

),

final as (

    select
        cast(ticket_id as varchar) as ticket_id,
        cast(ticket_id as varchar) as ticket_number,
        'contact:' || cast(contact_id as varchar) as party_record_id,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as sales_order_line_id,
        cast(null as varchar) as product_variant_id,
        cast(null as varchar) as lot_number,
        cast(null as varchar) as shipment_id,
        {{ map_code('channel_code', 'ticket.contact_channel_type', {
            'EMAIL': 'email', 'PHONE': 'phone', 'CHAT': 'chat', 'FORM': 'form'
        }) }} as contact_channel_type,
        category_code as reason_code,
        {{ map_code("split_part(category_code, ';', 1)", 'ticket.ticket_reason_type', {
            'DELIVERY': 'delivery', 'QUALITY': 'quality', 'PRODUCT_ISSUE': 'quality', 'BILLING': 'payment',
            'BILLING_ISSUE': 'payment', 'PRODUCT': 'product_question', 'FEATURE_REQUEST': 'other',
            'GENERAL_INQUIRY': 'other'
        }) }} as ticket_reason_type,
        lower(priority_code) as priority_code,
        case
            when is_in_closed_stage or stage_code in ('4', 'closed') then 'closed'
            when stage_code in ('1', 'new') then 'new'
            when stage_code in ('2', 'waiting') then 'waiting'
            when stage_code is not null then 'open'
        end as ticket_status,
        subject as subject_text,
        created_at as opened_at,
        cast(created_at as date) as opened_date,
        first_replied_at,
        closed_at as solved_at,
        cast(null as integer) as reopened_count,
        case satisfaction_code when 'good' then 1 when 'bad' then 0 end as satisfaction_score,
        case when satisfaction_code is not null then 'csat_2' end as satisfaction_scale_type,
        source_name,
        'hubspot' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted or is_merged as is_deleted,
        _batch_id as batch_id
    from tickets

)

select * from final
