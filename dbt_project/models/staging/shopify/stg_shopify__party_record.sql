with customers as (

    select * from {{ ref('base_shopify__customers') }}

),

final as (

    select
        replace(customer_id, 'gid://shopify/Customer/', '') as party_record_id,
        'person' as party_type,
        'customer' as party_role,
        nullif(concat_ws(' ', given_name, family_name), '') as full_name,
        given_name,
        family_name,
        organisation_name,
        email,
        phone,
        cast(null as varchar) as tax_id,
        street,
        city,
        postal_code,
        upper(country_code) as country_code,
        lower(split_part(replace(locale, '_', '-'), '-', 1)) as language_code,
        cast(null as varchar) as parent_party_record_id,
        cast(null as varchar) as external_vendor,
        cast(null as varchar) as external_id,
        created_at,
        source_name,
        'shopify' as vendor,
        coalesce(updated_at, _extracted_at) as updated_at,
        _is_deleted as is_deleted,
        _batch_id as batch_id
    from customers

)

select * from final
