with

final as (
    select
        links.place_key,
        min(records.country_code) as country_code,
        cast(count(*) as integer) as record_count,
        cast(count(distinct customers.customer_key) as integer) as customer_count,
        cast(min(records.created_at) as date) as first_seen_date
    from {{ ref('xref_place') }} as links
    inner join {{ ref('xref_customer') }} as customers
        on links.source_name = customers.source_name and links.party_record_id = customers.party_record_id
    inner join {{ ref('party_record') }} as records
        on links.source_name = records.source_name and links.party_record_id = records.party_record_id
    group by links.place_key
)

select * from final
