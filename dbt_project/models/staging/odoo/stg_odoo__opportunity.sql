with leads as (

    select * from {{ ref('base_odoo__crm_lead') }}
    where lead_type = 'opportunity'

),

stages as (

    select * from {{ ref('base_odoo__crm_stage') }}

),

teams as (

    select * from {{ ref('base_odoo__crm_team') }}

),

companies as (

    select * from {{ ref('base_odoo__res_company') }}

),

currencies as (

    select * from {{ ref('base_odoo__res_currency') }}

),

final as (

    select
        cast(leads.lead_id as varchar) as opportunity_id,
        leads.name as opportunity_name,
        cast(leads.partner_id as varchar) as party_record_id,
        {{ odoo_text('teams.name') }} as pipeline_code,
        {{ odoo_text('stages.name') }} as stage_code,
        currencies.currency_code,
        leads.expected_revenue as expected_amount,
        cast(leads.create_date as date) as created_date,
        cast(leads.date_closed as date) as closed_date,
        coalesce(stages.is_won, false) or not coalesce(leads.is_active, true) as is_closed,
        coalesce(stages.is_won, false) as is_won,
        leads.source_name,
        'odoo' as vendor,
        coalesce(leads.write_date, leads._extracted_at) as updated_at,
        leads._is_deleted as is_deleted,
        leads._batch_id as batch_id
    from leads
    left join stages
        on leads.source_name = stages.source_name and leads.stage_id = stages.stage_id
    left join teams
        on leads.source_name = teams.source_name and leads.team_id = teams.team_id
    left join companies
        on leads.source_name = companies.source_name and leads.company_id = companies.company_id
    left join currencies
        on companies.source_name = currencies.source_name and companies.currency_id = currencies.currency_id

)

select * from final
