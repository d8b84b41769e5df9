{# By source and currency: what is booked is the order lines, what is taken back the refund lines, what is recognised
   the lines of invoices, to the cent. -#}
{{ config(meta={"dagster": {"ref": {"name": "fct_sales_event"}}}) }}

{% set documents %}
    select source_name, currency_code, 'booked' as step, net_amount from {{ ref('fct_order_line') }}
    union all
    select source_name, currency_code, 'reversed' as step, net_amount from {{ ref('fct_refund_line') }}
    union all
    select source_name, currency_code, 'recognised' as step, net_amount from {{ ref('fct_recognised_sale') }}
{% endset %}

{% set events %}
    select
        source_name,
        currency_code,
        case when event_type in ('booked', 'recognised') then event_type else 'reversed' end as step,
        net_amount
    from {{ ref('fct_sales_event') }}
    where event_type not in ('shipped', 'charged_back') and sales_event_key not like 'cancelled:order:%'
{% endset %}

{{ differences(documents, events, ["source_name", "currency_code", "step"], ["net_amount"]) }}
