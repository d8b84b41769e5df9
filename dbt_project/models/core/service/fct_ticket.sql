with

final as (
    select
        {{ source_key('tickets', 'ticket_id') }} as ticket_key,
        tickets.source_name,
        tickets.ticket_number,
        {{ or_unknown('customers.customer_key') }} as customer_key,
        {{ or_unknown('people.market_code') }} as market_code,
        tickets.contact_channel_type,
        {{ or_unknown('tickets.ticket_reason_type') }} as ticket_reason_type,
        tickets.reason_code,
        tickets.priority_code,
        tickets.ticket_status,
        tickets.opened_at,
        tickets.opened_date,
        tickets.first_replied_at,
        tickets.solved_at,
        tickets.reopened_count,
        tickets.satisfaction_score,
        tickets.satisfaction_scale_type
    from {{ ref('ticket') }} as tickets
    left join {{ ref('xref_customer') }} as customers
        on
            tickets.source_name = customers.source_name
            and tickets.party_record_id = customers.party_record_id
    left join {{ ref('dim_customer') }} as people on customers.customer_key = people.customer_key
    where {{ alive('tickets') }}
)

select * from final
