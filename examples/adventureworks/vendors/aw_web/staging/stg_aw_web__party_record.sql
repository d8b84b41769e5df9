with customers as (

    select * from {{ ref('base_aw_web__customers') }}

),

geographies as (

    select * from {{ ref('base_aw_web__geographies') }}

),

-- The customers' file is dated 153 days before the orders'; moved by that, the first purchase is the first order's day.
final as (

    select
        customers.account_number as party_record_id,
        'person' as party_type,
        'customer' as party_role,
        nullif(concat_ws(' ', customers.first_name, customers.last_name), '') as full_name,
        customers.first_name as given_name,
        customers.last_name as family_name,
        cast(null as varchar) as organisation_name,
        customers.email,
        customers.phone,
        cast(null as varchar) as tax_id,
        nullif(concat_ws(', ', customers.street, customers.street_addition), '') as street,
        geographies.city,
        geographies.postal_code,
        geographies.country_code,
        cast(null as varchar) as language_code,
        cast(null as varchar) as parent_party_record_id,
        cast(null as varchar) as external_vendor,
        cast(null as varchar) as external_id,
        cast(customers.first_purchase_date + interval 153 day as timestamp) as created_at,
        customers.source_name,
        'aw_web' as vendor,
        customers._extracted_at as updated_at,
        customers._is_deleted as is_deleted,
        customers._batch_id as batch_id
    from customers
    left join geographies
        on customers.source_name = geographies.source_name and customers.geography_id = geographies.geography_id

)

select * from final
