{# A household has two customers or more and no more than live in a home, all of them people, and a key given still. -#}
{{ config(meta={"dagster": {"ref": {"name": "xref_household"}}}) }}

with

households as (
    select
        links.household_key,
        count(*) as customer_count,
        count(*) filter (customers.customer_type is distinct from 'person') as company_count
    from {{ ref('xref_household') }} as links
    left join {{ ref('dim_customer') }} as customers on links.customer_key = customers.customer_key
    group by links.household_key
),

final as (
    select households.*, aliases.current_key
    from households
    left join {{ source('identity', 'key_alias') }} as aliases
        on households.household_key = aliases.retired_key and aliases.entity = 'household'
    where
        households.customer_count not between 2 and {{ largest_household() }}
        or households.company_count > 0
        or aliases.retired_key is not null
)

select * from final
