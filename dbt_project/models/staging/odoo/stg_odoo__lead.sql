with leads as (

    select * from {{ ref('base_odoo__crm_lead') }}
    where lead_type = 'lead' or date_conversion is not null

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

sources as (

    select * from {{ ref('base_odoo__utm_source') }}

),

reasons as (

    select * from {{ ref('base_odoo__crm_lost_reason') }}

),

final as (

    select
        cast(leads.lead_id as varchar) as lead_id,
        cast(leads.partner_id as varchar) as party_record_id,
        case when leads.lead_type = 'opportunity' then cast(leads.lead_id as varchar) end as opportunity_id,
        leads.contact_name as full_name,
        leads.partner_name as organisation_name,
        leads.email,
        leads.phone,
        upper(countries.country_code) as country_code,
        sources.name as lead_source_name,
        cast(leads.campaign_id as varchar) as campaign_id,
        case
            when leads.lead_type = 'opportunity' then 'converted'
            when not leads.is_active then 'lost'
            when leads.user_id is null then 'new'
            else 'working'
        end as lead_status,
        {{ odoo_text('reasons.name') }} as loss_reason_code,
        cast(leads.user_id as varchar) as owner_code,
        leads.create_date as created_at,
        cast(leads.create_date as date) as created_date,
        leads.date_conversion as converted_at,
        leads.source_name,
        'odoo' as vendor,
        coalesce(leads.write_date, leads._extracted_at) as updated_at,
        leads._is_deleted as is_deleted,
        leads._batch_id as batch_id
    from leads
    left join countries
        on leads.source_name = countries.source_name and leads.country_id = countries.country_id
    left join sources
        on leads.source_name = sources.source_name and leads.utm_source_id = sources.utm_source_id
    left join reasons
        on leads.source_name = reasons.source_name and leads.lost_reason_id = reasons.reason_id

)

select * from final
