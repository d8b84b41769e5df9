with

final as (
    select
        {{ source_key('locations', 'location_id') }} as location_key,
        locations.source_name,
        locations.location_id,
        locations.location_name,
        locations.location_type,
        locations.country_code
    from {{ ref('location') }} as locations
    union all
    select
        'unknown' as location_key,
        cast(null as varchar) as source_name,
        cast(null as varchar) as location_id,
        'Unknown' as location_name,
        cast(null as varchar) as location_type,
        cast(null as varchar) as country_code
)

select * from final
