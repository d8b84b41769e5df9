with

records as (
    select links.customer_key, records.source_name, records.created_at
    from {{ ref('xref_customer') }} as links
    inner join {{ ref('party_record') }} as records
        on links.source_name = records.source_name and links.party_record_id = records.party_record_id
),

customers as (
    select
        customer_key,
        count(*) as record_count,
        count(distinct source_name) as source_count,
        cast(min(created_at) as date) as first_seen_date
    from records
    group by customer_key
),

final as (
    select
        customers.customer_key,
        {{ or_unknown('types.field_value') }} as customer_type,
        identities.country_code,
        {{ or_unknown('countries.market_code') }} as market_code,
        cast(customers.record_count as integer) as record_count,
        cast(customers.source_count as integer) as source_count,
        customers.first_seen_date
    from customers
    inner join {{ ref('customer_identity') }} as identities on customers.customer_key = identities.customer_key
    left join {{ ref('customer_field_source') }} as types
        on customers.customer_key = types.customer_key and types.field_name = 'customer_type'
    left join {{ ref('country_market') }} as countries on identities.country_code = countries.country_code
    union all
    select
        'unknown' as customer_key,
        'unknown' as customer_type,
        cast(null as varchar) as country_code,
        'unknown' as market_code,
        0 as record_count,
        0 as source_count,
        cast(null as date) as first_seen_date
)

select * from final
