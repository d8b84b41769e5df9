with accounts as (

    select * from {{ ref('base_aw_erp__customers') }}

),

stores as (

    select * from {{ ref('base_aw_erp__stores') }}

),

territories as (

    select * from {{ ref('base_aw_erp__sales_territories') }}

),

final as (

    select
        accounts.customer_id as party_record_id,
        'organisation' as party_type,
        'customer' as party_role,
        stores.name as full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as family_name,
        stores.name as organisation_name,
        cast(null as varchar) as email,
        cast(null as varchar) as phone,
        cast(null as varchar) as tax_id,
        cast(null as varchar) as street,
        cast(null as varchar) as city,
        cast(null as varchar) as postal_code,
        territories.country_code,
        cast(null as varchar) as language_code,
        cast(null as varchar) as parent_party_record_id,
        'aw_crm' as external_vendor,
        accounts.store_id as external_id,
        cast(null as timestamp) as created_at,
        accounts.source_name,
        'aw_erp' as vendor,
        coalesce(accounts.modified_at, accounts._extracted_at) as updated_at,
        accounts._is_deleted as is_deleted,
        accounts._batch_id as batch_id
    from accounts
    left join stores
        on accounts.source_name = stores.source_name and accounts.store_id = stores.store_id
    left join territories
        on accounts.source_name = territories.source_name and accounts.territory_id = territories.territory_id

)

select * from final
