with task_rows as (

    select * from {{ ref('base_salesforce__tasks') }}

),

event_rows as (

    select * from {{ ref('base_salesforce__events') }}

),

contacts as (

    select * from {{ ref('base_salesforce__contacts') }}

),

tasks as (

    select
        id,
        who_id,
        what_id,
        account_id,
        owner_id,
        subject,
        case task_subtype when 'Call' then 'call' when 'Email' then 'email' else 'task' end as activity_type,
        {{ map_code('call_type', 'activity.direction_type', {
            'Inbound': 'inbound', 'Outbound': 'outbound', 'Internal': 'internal'
        }) }} as direction_type,
        due_date,
        completed_at as happened_at,
        coalesce(cast(completed_at as date), due_date) as activity_date,
        cast(call_seconds / 60.0 as decimal(18, 4)) as duration_minutes,
        call_disposition as outcome_code,
        coalesce(is_closed, false) as is_done,
        source_name,
        system_modstamp,
        _extracted_at,
        _is_deleted,
        _batch_id
    from task_rows

),

events as (

    select
        id,
        who_id,
        what_id,
        account_id,
        owner_id,
        subject,
        'meeting' as activity_type,
        cast(null as varchar) as direction_type,
        cast(null as date) as due_date,
        started_at as happened_at,
        coalesce(cast(started_at as date), activity_date) as activity_date,
        cast(duration_minutes as decimal(18, 4)) as duration_minutes,
        cast(null as varchar) as outcome_code,
        ended_at <= _extracted_at as is_done,
        source_name,
        system_modstamp,
        _extracted_at,
        _is_deleted,
        _batch_id
    from event_rows
    where not coalesce(is_child, false)

),

stacked as (

    select * from tasks
    union all
    select * from events

),

final as (

    select
        stacked.id as activity_id,
        case
            when contacts.is_person_account then contacts.account_id
            when contacts.id is not null then contacts.id
            else stacked.account_id
        end as party_record_id,
        case
            when stacked.who_id like '00Q%' then 'lead'
            when stacked.what_id like '006%' then 'opportunity'
            when stacked.what_id like '500%' then 'ticket'
            when stacked.what_id like '701%' then 'campaign'
        end as related_type,
        case
            when stacked.who_id like '00Q%' then stacked.who_id
            when substr(stacked.what_id, 1, 3) in ('006', '500', '701') then stacked.what_id
        end as related_id,
        stacked.activity_type,
        stacked.direction_type,
        stacked.subject as subject_text,
        stacked.owner_id as owner_code,
        stacked.due_date as task_due_date,
        stacked.happened_at,
        stacked.activity_date,
        stacked.duration_minutes,
        stacked.outcome_code,
        stacked.is_done,
        stacked.source_name,
        'salesforce' as vendor,
        coalesce(stacked.system_modstamp, stacked._extracted_at) as updated_at,
        stacked._is_deleted as is_deleted,
        stacked._batch_id as batch_id
    from stacked
    left join contacts
        on stacked.source_name = contacts.source_name and stacked.who_id = contacts.id

)

select * from final
