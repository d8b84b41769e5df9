with

written as (
    select
        links.place_key,
        records.street,
        records.postal_code,
        records.city,
        records.country_code,
        count(*) as record_count
    from {{ ref('xref_place') }} as links
    inner join {{ ref('party_record') }} as records
        on links.source_name = records.source_name and links.party_record_id = records.party_record_id
    where records.street is not null
    group by all
),

final as (
    select place_key, street, postal_code, city, country_code
    from written
    qualify row_number() over (
        partition by place_key
        order by
            cast(postal_code is null as integer) + cast(city is null as integer) asc,
            record_count desc,
            street asc,
            postal_code asc nulls last,
            city asc nulls last,
            country_code asc nulls last
    ) = 1
)

select * from final
