with

days as (
    select
        calendar_date,
        -- The same weekday of the same ISO week of the ISO year before; week 53 meets the week 52 weeks before.
        cast(date_trunc('week', make_date(iso_year - 1, 1, 4)) as date) + 7 * (iso_week - 1) + weekday_number - 1
            as plain_date
    from {{ ref('dim_date') }}
),

occurrences as (
    select
        event_code,
        market_code,
        first_date,
        last_date,
        lag(first_date) over (partition by event_code, market_code order by first_date) as first_before_date,
        lag(last_date) over (partition by event_code, market_code order by first_date) as last_before_date
    from {{ ref('dim_calendar_event') }}
),

-- A day of a feast meets the same day of the feast a year before; one that was shorter then meets its last day. Of two
-- feasts on one day the shorter one counts.
on_feasts as (
    select
        occurrences.market_code,
        days.calendar_date,
        least(
            occurrences.first_before_date + cast(days.calendar_date - occurrences.first_date as integer),
            occurrences.last_before_date
        ) as comparable_date,
        'event' as comparable_basis,
        occurrences.event_code
    from days
    inner join occurrences
        on days.calendar_date >= occurrences.first_date and days.calendar_date <= occurrences.last_date
    where occurrences.first_date - occurrences.first_before_date between 300 and 430
    qualify row_number() over (
        partition by occurrences.market_code, days.calendar_date
        order by occurrences.last_date - occurrences.first_date, occurrences.event_code
    ) = 1
),

feast_days as (
    select distinct occurrences.market_code, days.calendar_date
    from days
    inner join occurrences
        on days.calendar_date >= occurrences.first_date and days.calendar_date <= occurrences.last_date
),

-- Another day must not meet a feast of the year before: it meets the nearest such weekday beside it.
moved as (
    select
        met.market_code,
        days.calendar_date,
        days.plain_date + 7 * steps.weeks as comparable_date,
        'beside_event' as comparable_basis,
        cast(null as varchar) as event_code
    from days
    inner join feast_days as met on days.plain_date = met.calendar_date
    left join feast_days as own on met.market_code = own.market_code and days.calendar_date = own.calendar_date
    cross join (values (-1), (1), (-2), (2), (-3), (3), (-4), (4), (-5), (5), (-6), (6)) as steps (weeks)
    left join feast_days as taken
        on met.market_code = taken.market_code and days.plain_date + 7 * steps.weeks = taken.calendar_date
    where own.calendar_date is null and taken.calendar_date is null
    qualify row_number() over (
        partition by met.market_code, days.calendar_date order by abs(steps.weeks), steps.weeks
    ) = 1
),

worked_out as (
    select
        '*' as market_code, calendar_date, plain_date as comparable_date,
        'iso_week' as comparable_basis, cast(null as varchar) as event_code
    from days
    union all
    select * from on_feasts
    union all
    select * from moved
),

decided as (
    select
        decisions.market_code, decisions.calendar_date, decisions.comparable_date,
        'person' as comparable_basis, cast(null as varchar) as event_code
    from {{ ref('comparable_day') }} as decisions
),

final as (
    select * from decided
    union all
    select worked_out.*
    from worked_out
    left join decided
        on worked_out.market_code = decided.market_code and worked_out.calendar_date = decided.calendar_date
    where decided.calendar_date is null
)

select
    market_code,
    calendar_date,
    cast(comparable_date as date) as comparable_date,
    comparable_basis,
    event_code
from final
