with stores as (

    select * from {{ ref('base_aw_crm__stores') }}

),

party_places as (

    select
        party_addresses.source_name,
        party_addresses.business_entity_id,
        nullif(concat_ws(', ', addresses.street, addresses.street_addition), '') as street,
        addresses.city,
        addresses.postal_code,
        states.country_code
    from {{ ref('base_aw_crm__party_addresses') }} as party_addresses
    inner join {{ ref('base_aw_crm__addresses') }} as addresses
        on party_addresses.source_name = addresses.source_name and party_addresses.address_id = addresses.address_id
    left join {{ ref('base_aw_crm__state_provinces') }} as states
        on addresses.source_name = states.source_name and addresses.state_province_id = states.state_province_id

),

-- A person who buys for a store is its contact; the customer is the store.
person_parties as (

    select
        persons.person_id as party_record_id,
        'person' as party_type,
        case
            when accounts.person_id is not null and accounts.store_id is null then 'customer'
            when employees.person_id is not null then 'employee'
            else 'contact'
        end as party_role,
        cast(null as varchar) as party_name,
        persons.email,
        phones.phone,
        employers.store_id as parent_party_record_id,
        case when accounts.person_id is not null and accounts.store_id is null then 'aw_web' end as external_vendor,
        case when accounts.store_id is null then accounts.account_number end as external_id,
        persons.source_name,
        coalesce(persons.modified_at, persons._extracted_at) as updated_at,
        persons._is_deleted as is_deleted,
        persons._batch_id as batch_id
    from {{ ref('base_aw_crm__persons') }} as persons
    left join {{ ref('base_aw_crm__person_phones') }} as phones
        on persons.source_name = phones.source_name and persons.person_id = phones.person_id
    left join {{ ref('base_aw_crm__person_accounts') }} as accounts
        on persons.source_name = accounts.source_name and persons.person_id = accounts.person_id
    left join {{ ref('base_aw_crm__employees') }} as employees
        on persons.source_name = employees.source_name and persons.person_id = employees.person_id
    left join {{ ref('base_aw_crm__contacts') }} as contacts
        on persons.source_name = contacts.source_name and persons.person_id = contacts.person_id
    left join stores as employers
        on contacts.source_name = employers.source_name and contacts.business_entity_id = employers.store_id

),

store_parties as (

    select
        stores.store_id as party_record_id,
        'organisation' as party_type,
        'customer' as party_role,
        stores.name as party_name,
        cast(null as varchar) as email,
        cast(null as varchar) as phone,
        cast(null as varchar) as parent_party_record_id,
        case when accounts.customer_id is not null then 'aw_erp' end as external_vendor,
        accounts.customer_id as external_id,
        stores.source_name,
        coalesce(stores.modified_at, stores._extracted_at) as updated_at,
        stores._is_deleted as is_deleted,
        stores._batch_id as batch_id
    from stores
    left join {{ ref('base_aw_crm__store_accounts') }} as accounts
        on stores.source_name = accounts.source_name and stores.store_id = accounts.store_id

),

parties as (

    select * from person_parties
    union all
    select * from store_parties

),

final as (

    select
        parties.party_record_id,
        parties.party_type,
        parties.party_role,
        parties.party_name as full_name,
        cast(null as varchar) as given_name,
        cast(null as varchar) as family_name,
        parties.party_name as organisation_name,
        parties.email,
        parties.phone,
        cast(null as varchar) as tax_id,
        party_places.street,
        party_places.city,
        party_places.postal_code,
        party_places.country_code,
        cast(null as varchar) as language_code,
        parties.parent_party_record_id,
        parties.external_vendor,
        parties.external_id,
        cast(null as timestamp) as created_at,
        parties.source_name,
        'aw_crm' as vendor,
        parties.updated_at,
        parties.is_deleted,
        parties.batch_id
    from parties
    left join party_places
        on
            parties.source_name = party_places.source_name
            and parties.party_record_id = party_places.business_entity_id

)

select * from final
