with

customers as (
    select customer_key
    from {{ ref('xref_customer') }}
    group by customer_key
),

fields as (
    select
        customer_key,
        {{ field('full_name') }} as full_name,
        {{ field('organisation_name') }} as organisation_name,
        {{ field('email') }} as email,
        {{ field('phone') }} as phone,
        {{ field('address') }} as address,
        {{ field('country_code') }} as country_code,
        {{ is_overridden('country_code') }} as has_country_override
    from {{ ref('customer_field_source') }}
    group by customer_key
),

final as (
    select
        customers.customer_key,
        fields.full_name,
        fields.organisation_name,
        fields.email,
        fields.phone,
        {{ address_part('fields.address', 'street') }} as street,
        {{ address_part('fields.address', 'city') }} as city,
        {{ address_part('fields.address', 'postal_code') }} as postal_code,
        {{ country_of('fields') }} as country_code
    from customers
    left join fields on customers.customer_key = fields.customer_key
)

select * from final
