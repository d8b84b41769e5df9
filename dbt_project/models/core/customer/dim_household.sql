with

final as (
    select
        links.household_key,
        cast(count(*) as integer) as customer_count,
        cast(sum(customers.record_count) as integer) as record_count,
        min(customers.first_seen_date) as first_seen_date
    from {{ ref('xref_household') }} as links
    inner join {{ ref('dim_customer') }} as customers on links.customer_key = customers.customer_key
    group by links.household_key
)

select * from final
