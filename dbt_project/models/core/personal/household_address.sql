with

lived as (
    select
        links.household_key,
        identities.street,
        identities.city,
        identities.postal_code,
        identities.country_code,
        count(*) as customer_count
    from {{ ref('xref_household') }} as links
    inner join {{ ref('customer_identity') }} as identities on links.customer_key = identities.customer_key
    where identities.street is not null
    group by all
),

final as (
    select household_key, street, city, postal_code, country_code
    from lived
    qualify row_number() over (
        partition by household_key
        order by customer_count desc, street asc, city asc nulls last, postal_code asc nulls last
    ) = 1
)

select * from final
