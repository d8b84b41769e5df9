with partners as (

    select * from {{ ref('base_odoo__res_partner') }}

),

final as (

    select
        cast(partner_id as varchar) as party_record_id,
        case when is_company then 'organisation' else 'person' end as party_type,
        case
            when customer_rank > 0 then 'customer'
            when supplier_rank > 0 then 'supplier'
            when is_company then 'company'
            else 'contact'
        end as party_role,
        name as full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as family_name,
        case when is_company then name end as organisation_name,
        email,
        phone,
        vat as tax_id,
        street,
        city,
        postal_code,
        upper(country_code) as country_code,
        lower(split_part(language_code, '_', 1)) as language_code,
        cast(parent_id as varchar) as parent_party_record_id,
        cast(null as varchar) as external_vendor,
        cast(null as varchar) as external_id,
        create_date as created_at,
        source_name,
        'odoo' as vendor,
        coalesce(write_date, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from partners

)

select * from final
