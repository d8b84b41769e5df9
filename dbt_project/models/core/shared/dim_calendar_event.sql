with

final as (
    select event_code, market_code, event_name, event_type, first_date, last_date
    from {{ ref('calendar_event') }}
)

select * from final
