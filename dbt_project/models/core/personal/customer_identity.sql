with

records as (
    select links.customer_key, records.*
    from {{ ref('xref_customer') }} as links
    inner join {{ ref('party_record') }} as records
        on links.source_name = records.source_name and links.party_record_id = records.party_record_id
),

ranked as (
    select records.*, {{ record_rank('records.customer_key', 'party_record_id') }} as record_rank
    from records
),

-- An address is taken whole, from the best record that has one: parts of two addresses are no address.
addresses as (
    select customer_key, street, city, postal_code, country_code
    from ranked
    where street is not null or city is not null or postal_code is not null
    qualify row_number() over (partition by customer_key order by record_rank) = 1
),

people as (
    select
        customer_key,
        {{ best('full_name') }} as full_name,
        {{ best('organisation_name') }} as organisation_name,
        {{ best('email') }} as email,
        {{ best('phone') }} as phone,
        {{ best('country_code') }} as country_code
    from ranked
    group by customer_key
),

final as (
    select
        people.customer_key,
        people.full_name,
        people.organisation_name,
        people.email,
        people.phone,
        addresses.street,
        addresses.city,
        addresses.postal_code,
        coalesce(addresses.country_code, people.country_code) as country_code
    from people
    left join addresses on people.customer_key = addresses.customer_key
)

select * from final
