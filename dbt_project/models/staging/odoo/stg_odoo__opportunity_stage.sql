-- The first stay begins with the opportunity; every tracked change of the stage begins another one.
with leads as (

    select * from {{ ref('base_odoo__crm_lead') }}
    where lead_type = 'opportunity'

),

changes as (

    select
        messages.record_id as lead_id,
        messages.message_at,
        tracked.*
    from {{ ref('base_odoo__mail_tracking_value') }} as tracked
    inner join {{ ref('base_odoo__mail_message') }} as messages
        on tracked.source_name = messages.source_name and tracked.message_id = messages.message_id
    inner join {{ ref('base_odoo__ir_model_fields') }} as fields
        on tracked.source_name = fields.source_name and try_cast(tracked.field_id as bigint) = fields.field_id
    where messages.model_name = 'crm.lead' and fields.field_name = 'stage_id' and tracked.new_number is not null

),

stays as (

    select
        source_name,
        lead_id,
        cast(null as bigint) as tracking_id,
        create_date as entered_at,
        cast(null as bigint) as stage_id,
        _extracted_at,
        _is_deleted,
        _batch_id
    from leads
    union all
    select
        changes.source_name,
        changes.lead_id,
        changes.tracking_id,
        changes.message_at,
        changes.new_number,
        changes._extracted_at,
        changes._is_deleted,
        changes._batch_id
    from changes
    inner join leads
        on changes.source_name = leads.source_name and changes.lead_id = leads.lead_id

),

in_turn as (

    select
        stays.*,
        lead(stays.entered_at) over turns as left_at,
        first_value(changes.old_number ignore nulls) over (
            partition by stays.source_name, stays.lead_id order by stays.entered_at, stays.tracking_id nulls first
            rows between unbounded preceding and unbounded following
        ) as first_stage_id
    from stays
    left join changes
        on stays.source_name = changes.source_name and stays.tracking_id = changes.tracking_id
    window turns as (
        partition by stays.source_name, stays.lead_id order by stays.entered_at, stays.tracking_id nulls first
    )

),

final as (

    select
        in_turn.lead_id || coalesce('/' || in_turn.tracking_id, '') as opportunity_stage_id,
        cast(in_turn.lead_id as varchar) as opportunity_id,
        {{ odoo_text('teams.name') }} as pipeline_code,
        {{ odoo_text('stages.name') }} as stage_code,
        stages.sequence as stage_number,
        cast(null as decimal(18, 8)) as probability_pct,
        in_turn.entered_at,
        cast(in_turn.entered_at as date) as entered_date,
        in_turn.left_at,
        currencies.currency_code,
        cast(null as decimal(18, 4)) as expected_amount,
        in_turn.source_name,
        'odoo' as vendor,
        coalesce(in_turn.left_at, in_turn.entered_at, in_turn._extracted_at) as updated_at,
        in_turn._is_deleted as is_deleted,
        in_turn._batch_id as batch_id
    from in_turn
    left join leads
        on in_turn.source_name = leads.source_name and in_turn.lead_id = leads.lead_id
    left join {{ ref('base_odoo__crm_team') }} as teams
        on leads.source_name = teams.source_name and leads.team_id = teams.team_id
    left join {{ ref('base_odoo__crm_stage') }} as stages
        on
            leads.source_name = stages.source_name
            and coalesce(in_turn.stage_id, in_turn.first_stage_id, leads.stage_id) = stages.stage_id
    left join {{ ref('base_odoo__res_company') }} as companies
        on leads.source_name = companies.source_name and leads.company_id = companies.company_id
    left join {{ ref('base_odoo__res_currency') }} as currencies
        on companies.source_name = currencies.source_name and companies.currency_id = currencies.currency_id

)

select * from final
