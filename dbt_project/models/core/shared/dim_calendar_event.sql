with

-- What people keep themselves is before the feasts that move with the moon or the week.
kept as (
    select event_code, market_code, event_name, event_type, first_date, last_date
    from {{ ref('calendar_event') }}
),

feasts as (
    select
        feasts.event_code,
        markets.market_code,
        feasts.event_name,
        feasts.event_type,
        feasts.first_date,
        feasts.last_date
    from {{ ref('moving_feast') }} as feasts
    inner join {{ ref('feast_market') }} as markets on feasts.event_code = markets.event_code
    left join kept
        on
            feasts.event_code = kept.event_code
            and markets.market_code = kept.market_code
            and extract(year from feasts.first_date) = extract(year from kept.first_date)
    where kept.event_code is null
),

final as (
    select * from kept
    union all
    select * from feasts
)

select * from final
