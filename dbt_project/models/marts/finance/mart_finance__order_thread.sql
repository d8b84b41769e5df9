with

events as (
    select
        order_event_key, sales_order_key, flow_type, event_type, event_date, document_key, document_text, link_type,
        currency_code, event_amount, event_amount_group, is_cash
    from {{ ref('fct_order_event_funds') }}
    union all
    select
        order_event_key, sales_order_key, flow_type, event_type, event_date, document_key, document_text, link_type,
        null as currency_code, null as event_amount, null as event_amount_group, false as is_cash
    from {{ ref('fct_order_event_material') }}
    union all
    select
        order_event_key, sales_order_key, flow_type, event_type, event_date, document_key, document_text, link_type,
        null as currency_code, null as event_amount, null as event_amount_group, false as is_cash
    from {{ ref('fct_order_event_information') }}
),

final as (
    select
        events.order_event_key,
        events.sales_order_key,
        orders.order_number,
        orders.customer_key,
        orders.legal_entity_key,
        events.flow_type,
        events.event_type,
        events.event_date,
        cast(events.event_date - orders.order_date as integer) as since_order_days,
        events.document_key,
        events.document_text,
        events.link_type,
        events.currency_code,
        events.event_amount,
        events.event_amount_group,
        case when events.is_cash and events.event_amount_group > 0 then events.event_amount_group end
            as money_in_amount_group,
        case when events.is_cash and events.event_amount_group < 0 then -events.event_amount_group end
            as money_out_amount_group
    from events
    inner join {{ ref('fct_order') }} as orders on events.sales_order_key = orders.sales_order_key
)

select * from final
