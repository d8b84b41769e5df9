with customers as (

    select * from {{ ref('base_vendure__customer') }}

),

addresses as (

    select
        address.*,
        region.region_code
    from {{ ref('base_vendure__address') }} as address
    left join {{ ref('base_vendure__region') }} as region
        on address.source_name = region.source_name and address.country_id = region.region_id
    where not address._is_deleted
    qualify row_number() over (
        partition by address.source_name, address.customer_id
        order by address.is_default_shipping desc, address.is_default_billing desc, address.address_id asc
    ) = 1

),

final as (

    select
        customers.customer_id as party_record_id,
        'person' as party_type,
        'customer' as party_role,
        nullif(concat_ws(' ', nullif(customers.given_name, ''), nullif(customers.family_name, '')), '') as full_name,
        nullif(customers.given_name, '') as given_name,
        nullif(customers.family_name, '') as family_name,
        nullif(addresses.company, '') as organisation_name,
        customers.email,
        coalesce(nullif(customers.phone, ''), nullif(addresses.phone, '')) as phone,
        cast(null as varchar) as tax_id,
        nullif(concat_ws(', ', addresses.street, nullif(addresses.street_more, '')), '') as street,
        nullif(addresses.city, '') as city,
        nullif(addresses.postal_code, '') as postal_code,
        upper(addresses.region_code) as country_code,
        cast(null as varchar) as language_code,
        cast(null as varchar) as parent_party_record_id,
        cast(null as varchar) as external_vendor,
        cast(null as varchar) as external_id,
        customers.created_at,
        customers.source_name,
        'vendure' as vendor,
        coalesce(greatest(customers.updated_at, addresses.updated_at), customers._extracted_at) as updated_at,
        customers._is_deleted as is_deleted,
        customers._batch_id as batch_id
    from customers
    left join addresses
        on customers.source_name = addresses.source_name and customers.customer_id = addresses.customer_id

)

select * from final
