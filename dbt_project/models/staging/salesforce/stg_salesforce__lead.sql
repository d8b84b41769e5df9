with leads as (

    select * from {{ ref('base_salesforce__leads') }}

),

accounts as (

    select * from {{ ref('base_salesforce__accounts') }}

),

final as (

    select
        leads.id as lead_id,
        case
            when accounts.is_person_account then leads.converted_account_id
            else coalesce(leads.converted_contact_id, leads.converted_account_id)
        end as party_record_id,
        leads.converted_opportunity_id as opportunity_id,
        nullif(concat_ws(' ', leads.given_name, leads.family_name), '') as full_name,
        leads.company_name as organisation_name,
        leads.email,
        leads.phone,
        leads.country_code,
        leads.lead_source as lead_source_name,
        case
            when leads.is_converted then 'converted'
            else {{ map_code('leads.status', 'lead.lead_status', {
                'New': 'new', 'Open - Not Contacted': 'new', 'Working': 'working',
                'Working - Contacted': 'working', 'Contacted': 'working', 'Nurturing': 'nurturing',
                'Qualified': 'qualified', 'Unqualified': 'lost', 'Closed - Not Converted': 'lost'
            }) }}
        end as lead_status,
        leads.owner_id as owner_code,
        leads.created_at,
        cast(leads.created_at as date) as created_date,
        cast(leads.converted_date as timestamp) as converted_at,
        cast(null as varchar) as campaign_id,
        cast(null as varchar) as loss_reason_code,
        leads.source_name,
        'salesforce' as vendor,
        coalesce(leads.system_modstamp, leads._extracted_at) as updated_at,
        leads._is_deleted as is_deleted,
        leads._batch_id as batch_id
    from leads
    left join accounts
        on leads.source_name = accounts.source_name and leads.converted_account_id = accounts.id

)

select * from final
