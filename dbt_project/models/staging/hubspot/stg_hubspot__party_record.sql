with contacts as (

    select
        'contact:' || cast(contact_id as varchar) as party_record_id,
        'person' as party_type,
        case when lifecycle_stage = 'customer' then 'customer' else 'contact' end as party_role,
        nullif(concat_ws(' ', given_name, family_name), '') as full_name,
        given_name,
        family_name,
        cast(null as varchar) as organisation_name,
        email,
        phone,
        cast(null as varchar) as tax_id,
        street,
        city,
        postal_code,
        upper(country_code) as country_code,
        lower(split_part(replace(language_code, '_', '-'), '-', 1)) as language_code,
        'company:' || cast(company_id as varchar) as parent_party_record_id,
        case when shopify_customer_id is not null then 'shopify' end as external_vendor,
        replace(shopify_customer_id, 'gid://shopify/Customer/', '') as external_id,
        created_at,
        source_name,
        'hubspot' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from {{ ref('base_hubspot__contacts') }}

),

companies as (

    select
        'company:' || cast(company_id as varchar) as party_record_id,
        'organisation' as party_type,
        'company' as party_role,
        name as full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as family_name,
        name as organisation_name,
        cast(null as varchar) as email,
        phone,
        vat_number as tax_id,
        street,
        city,
        postal_code,
        upper(country_code) as country_code,
        cast(null as varchar) as language_code,
        cast(null as varchar) as parent_party_record_id,
        case when erp_partner_id is not null then 'odoo' end as external_vendor,
        erp_partner_id as external_id,
        created_at,
        source_name,
        'hubspot' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from {{ ref('base_hubspot__companies') }}

),

final as (

    select * from contacts
    union all
    select * from companies

)

select * from final
