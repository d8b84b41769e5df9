with

countries as (
    select ship_country_code as country_code
    from {{ ref('sales_order') }}
    group by country_code
    union
    select country_code
    from {{ ref('legal_entity') }}
),

zones as (
    select zones.time_zone
    from {{ ref('country_time_zone') }} as zones
    inner join countries on zones.country_code = countries.country_code
    group by zones.time_zone
),

-- The clocks of a zone at both ends of a day.
shifted as (
    select
        zones.time_zone,
        days.calendar_date as utc_date,
        {{ zone_shift('cast(days.calendar_date as timestamp)', 'zones.time_zone') }} as shift_seconds,
        {{ zone_shift('cast(days.calendar_date + 1 as timestamp)', 'zones.time_zone') }} as shift_after_seconds
    from zones
    cross join {{ ref('dim_date') }} as days
),

final as (
    select
        time_zone,
        utc_date,
        cast(shift_seconds as integer) as shift_seconds
    from shifted
    where shift_seconds = shift_after_seconds
)

select * from final
