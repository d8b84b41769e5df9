with

final as (
    select
        ticket_key,
        ticket_number,
        source_name,
        customer_key,
        market_code,
        contact_channel_type,
        ticket_reason_type,
        ticket_status,
        opened_date,
        ticket_reason_type = 'delivery' as is_where_is_my_order,
        solved_at is null and coalesce(ticket_status, 'open') <> 'closed' as is_open,
        {{ hours_between('opened_at', 'first_replied_at') }} as first_reply_hours,
        {{ business_hours_between('opened_at', 'first_replied_at') }} as first_reply_business_hours,
        {{ hours_between('opened_at', 'solved_at') }} as solve_hours,
        {{ business_hours_between('opened_at', 'solved_at') }} as solve_business_hours,
        satisfaction_score is not null as is_rated,
        -- Good is the one of two marks, or the upper two of five.
        case satisfaction_scale_type
            when 'csat_2' then satisfaction_score >= 1
            when 'csat_5' then satisfaction_score >= 4
        end as is_good
    from {{ ref('fct_ticket') }}
)

select * from final
