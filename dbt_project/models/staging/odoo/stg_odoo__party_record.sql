with partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

countries as (

    select * from {{ ref('base_odoo__res_country') }}

),

final as (

    select
        cast(partners.partner_id as varchar) as party_record_id,
        case when partners.is_company then 'organisation' else 'person' end as party_type,
        case
            when partners.customer_rank > 0 then 'customer'
            when partners.supplier_rank > 0 then 'supplier'
            when partners.is_company then 'company'
            else 'contact'
        end as party_role,
        partners.name as full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as family_name,
        case when partners.is_company then partners.name end as organisation_name,
        partners.email,
        partners.phone,
        partners.vat as tax_id,
        partners.street,
        partners.city,
        partners.postal_code,
        upper(countries.country_code) as country_code,
        lower(split_part(partners.language_code, '_', 1)) as language_code,
        cast(partners.parent_id as varchar) as parent_party_record_id,
        cast(null as varchar) as external_vendor,
        cast(null as varchar) as external_id,
        partners.create_date as created_at,
        partners.source_name,
        'odoo' as vendor,
        coalesce(partners.write_date, partners._extracted_at) as updated_at,
        partners._is_deleted as is_deleted,
        partners._batch_id as batch_id
    from partners
    left join countries
        on partners.source_name = countries.source_name and partners.country_id = countries.country_id

)

select * from final
