with cases as (

    select * from {{ ref('base_salesforce__cases') }}

),

accounts as (

    select * from {{ ref('base_salesforce__accounts') }}

),

final as (

    select
        cases.id as ticket_id,
        cases.case_number as ticket_number,
        case
            when accounts.is_person_account then coalesce(accounts.master_record_id, accounts.id)
            else coalesce(cases.contact_id, accounts.master_record_id, cases.account_id)
        end as party_record_id,
        {{ map_code('cases.origin', 'ticket.contact_channel_type', {
            'Email': 'email', 'Phone': 'phone', 'Web': 'form', 'Chat': 'chat'
        }) }} as contact_channel_type,
        cases.reason as reason_code,
        cases.priority as priority_code,
        case
            when cases.is_closed then 'closed'
            when cases.status = 'New' then 'new'
            when cases.status = 'On Hold' then 'waiting'
            else 'open'
        end as ticket_status,
        cases.subject as subject_text,
        cases.created_at as opened_at,
        cast(cases.created_at as date) as opened_date,
        cases.closed_at as solved_at,
        cast(null as varchar) as sales_order_id,
        cast(null as varchar) as sales_order_line_id,
        cast(null as varchar) as product_variant_id,
        cast(null as varchar) as lot_number,
        cast(null as varchar) as shipment_id,
        cast(null as varchar) as ticket_reason_type,
        cast(null as timestamp) as first_replied_at,
        cast(null as integer) as reopened_count,
        cast(null as decimal(6, 2)) as satisfaction_score,
        cast(null as varchar) as satisfaction_scale_type,
        cases.source_name,
        'salesforce' as vendor,
        coalesce(cases.system_modstamp, cases._extracted_at) as updated_at,
        cases._is_deleted as is_deleted,
        cases._batch_id as batch_id
    from cases
    left join accounts
        on cases.source_name = accounts.source_name and cases.account_id = accounts.id

)

select * from final
