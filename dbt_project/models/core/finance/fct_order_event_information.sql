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
    select
        customer_key, created_date as event_date, 0 as place, opportunity_key, stage_code,
        cast(null as varchar) as dated_order
    from {{ ref('fct_opportunity') }}
    where customer_key <> 'unknown' and created_date is not null
    union all
    select
        customer_key, order_date as event_date, 1 as place, null as opportunity_key, null as stage_code,
        cast(order_date as varchar) || '/' || sales_order_key as dated_order
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
    select
        sales_order_key, 'entered_in_erp' as event_type, cast(entered_at as date) as event_date,
        order_copy_key as document_key, copy_number as document_text, 'recorded' as link_type
    from copies
    union all
    select
        edits.source_name || ':' || edits.sales_order_id as sales_order_key, 'edited' as event_type,
        edits.edit_date as event_date, edits.order_edit_key as document_key, edits.edit_type as document_text,
        'recorded' as link_type
    from edits
    union all
    select
        sessions.source_name || ':' || sessions.sales_order_id as sales_order_key, 'visit' as event_type,
        sessions.session_date as event_date, {{ source_key('sessions', 'web_session_id') }} as document_key,
        sessions.traffic_source_name as document_text, 'recorded' as link_type
    from {{ ref('web_session') }} as sessions
    where {{ alive('sessions') }} and sessions.sales_order_id is not null
    union all
    select
        sales_order_key, 'ticket_opened' as event_type, opened_date as event_date, ticket_key as document_key,
        ticket_reason_type as document_text, 'recorded' as link_type
    from tickets
    union all
    select
        sales_order_key, 'ticket_solved' as event_type, cast(solved_at as date) as event_date,
        ticket_key as document_key, ticket_reason_type as document_text, 'recorded' as link_type
    from tickets
    union all
    select
        returns.source_name || ':' || returns.sales_order_id as sales_order_key, 'return_requested' as event_type,
        cast(returns.requested_at as date) as event_date,
        {{ source_key('returns', 'return_line_id') }} as document_key, returns.return_reason_type as document_text,
        'recorded' as link_type
    from {{ ref('return_line') }} as returns
    where {{ alive('returns') }} and returns.sales_order_id is not null
    union all
    select
        substr(next_dated_order, 12) as sales_order_key, 'opportunity' as event_type, event_date,
        opportunity_key as document_key, stage_code as document_text, 'allocated' as link_type
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
