with

orders as (
    select *
    from {{ ref('fct_order') }}
),

edits as (
    select {{ source_key('edits', 'order_edit_id') }} as order_edit_key, edits.*
    from {{ ref('order_edit') }} as edits
    where {{ alive('edits') }} and edits.sales_order_id is not null
),

tickets as (
    select {{ source_key('tickets', 'ticket_id') }} as ticket_key, tickets.*, {{ joined_order() }} as sales_order_key
    from (select *, sales_order_id as order_reference from {{ ref('ticket') }}) as tickets
    {{ join_order('tickets') }}
    where {{ alive('tickets') }} and tickets.sales_order_id is not null
),

copies as (
    select {{ source_key('copies', 'order_copy_id') }} as order_copy_key, copies.*, numbers.sales_order_key
    from {{ ref('order_copy') }} as copies
    inner join {{ ref('xref_order_number') }} as numbers
        on {{ comparable_number('copies.order_reference') }} = numbers.comparable_order_number
    where {{ alive('copies') }}
),

-- A sales opportunity names no order: it is taken to lead to the customer's first order after it. One pass over both,
-- sorted by day, finds it.
stacked as (
    select customer_key, created_date as event_date, 0 as place, opportunity_key, stage_code,
        cast(null as varchar) as dated_order
    from {{ ref('fct_opportunity') }}
    where customer_key <> 'unknown' and created_date is not null
    union all
    select customer_key, order_date, 1, null, null, cast(order_date as varchar) || '/' || sales_order_key
    from orders
    where customer_key <> 'unknown' and order_date is not null
),

followed as (
    select
        *,
        min(dated_order) over (
            partition by customer_key order by event_date, place
            rows between current row and unbounded following
        ) as next_dated_order
    from stacked
),

events as (
    select
        sales_order_key, 'ordered' as event_type, order_date as event_date, sales_order_key as document_key,
        order_number as document_text, 'recorded' as link_type
    from orders
    union all
    select sales_order_key, 'entered_in_erp', cast(entered_at as date), order_copy_key, copy_number, 'recorded'
    from copies
    union all
    select
        edits.source_name || ':' || edits.sales_order_id, 'edited', edits.edit_date, edits.order_edit_key,
        edits.edit_type, 'recorded'
    from edits
    union all
    select
        sessions.source_name || ':' || sessions.sales_order_id, 'visit', sessions.session_date,
        {{ source_key('sessions', 'web_session_id') }}, sessions.traffic_source_name, 'recorded'
    from {{ ref('web_session') }} as sessions
    where {{ alive('sessions') }} and sessions.sales_order_id is not null
    union all
    select sales_order_key, 'ticket_opened', opened_date, ticket_key, ticket_reason_type, 'recorded'
    from tickets
    union all
    select sales_order_key, 'ticket_solved', cast(solved_at as date), ticket_key, ticket_reason_type, 'recorded'
    from tickets
    union all
    select
        returns.source_name || ':' || returns.sales_order_id, 'return_requested', cast(returns.requested_at as date),
        {{ source_key('returns', 'return_line_id') }}, returns.return_reason_type, 'recorded'
    from {{ ref('return_line') }} as returns
    where {{ alive('returns') }} and returns.sales_order_id is not null
    union all
    select substr(next_dated_order, 12), 'opportunity', event_date, opportunity_key, stage_code, 'allocated'
    from followed
    where opportunity_key is not null and next_dated_order is not null
),

final as (
    select
        sales_order_key || '/' || event_type || '/' || document_key as order_event_key,
        sales_order_key,
        'information' as flow_type,
        event_type,
        event_date,
        document_key,
        document_text,
        link_type
    from events
    where event_date is not null and event_date <= {{ as_of() }} and sales_order_key <> 'unknown'
)

select * from final
