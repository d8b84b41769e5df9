with account_rows as (

    select * from {{ ref('base_salesforce__accounts') }}

),

contact_rows as (

    select * from {{ ref('base_salesforce__contacts') }}

),

accounts as (

    select
        id as party_record_id,
        case when is_person_account then 'person' else 'organisation' end as party_type,
        case when account_type like 'Customer%' then 'customer' when is_person_account then 'contact' else 'company' end
            as party_role,
        name as full_name,
        given_name,
        family_name,
        case when not coalesce(is_person_account, false) then name end as organisation_name,
        email,
        coalesce(mobile_phone, phone) as phone,
        billing_street as street,
        billing_city as city,
        billing_postal_code as postal_code,
        billing_country_code as country_code,
        parent_id as parent_party_record_id,
        created_at,
        source_name,
        system_modstamp,
        _extracted_at,
        _is_deleted,
        _batch_id
    from account_rows

),

contacts as (

    select
        id as party_record_id,
        'person' as party_type,
        'contact' as party_role,
        nullif(concat_ws(' ', given_name, family_name), '') as full_name,
        given_name,
        family_name,
        cast(null as varchar) as organisation_name,
        email,
        coalesce(mobile_phone, phone) as phone,
        mailing_street as street,
        mailing_city as city,
        mailing_postal_code as postal_code,
        mailing_country_code as country_code,
        account_id as parent_party_record_id,
        created_at,
        source_name,
        system_modstamp,
        _extracted_at,
        _is_deleted,
        _batch_id
    from contact_rows
    where not coalesce(is_person_account, false)

),

stacked as (

    select * from accounts
    union all
    select * from contacts

),

final as (

    select
        party_record_id,
        party_type,
        party_role,
        full_name,
        given_name,
        family_name,
        organisation_name,
        email,
        phone,
        street,
        city,
        postal_code,
        country_code,
        parent_party_record_id,
        created_at,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as language_code,
        cast(null as varchar) as external_vendor,
        cast(null as varchar) as external_id,
        source_name,
        'salesforce' as vendor,
        coalesce(system_modstamp, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from stacked

)

select * from final
