{# Customers who went since households were last found are left out, and whoever then lives alone. -#}
with

customers as (
    select customer_key
    from {{ ref('xref_customer') }}
    group by customer_key
),

final as (
    select links.customer_key, links.household_key, links.rule_name, links.other_customer_key, links.match_weight
    from {{ source('identity', 'household_link') }} as links
    inner join customers on links.customer_key = customers.customer_key
    qualify count(*) over (partition by links.household_key) > 1
)

select * from final
