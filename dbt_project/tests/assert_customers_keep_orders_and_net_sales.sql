{# By customer and currency: the orders and net sales of its source records are its own, once. -#}
{{ config(meta={"dagster": {"ref": {"name": "fct_order_line"}}}) }}

{% set records %}
    select
        {{ or_unknown('links.customer_key') }} as customer_key,
        said.currency_code,
        said.order_count,
        said.net_amount
    from (
        select orders.source_name, orders.party_record_id, orders.currency_code, 1 as order_count, 0 as net_amount
        from {{ ref('sales_order') }} as orders
        where {{ alive('orders') }}
        union all
        select orders.source_name, orders.party_record_id, lines.currency_code, 0 as order_count, lines.net_amount
        from {{ ref('sales_order_line') }} as lines
        left join {{ ref('sales_order') }} as orders
            on lines.source_name = orders.source_name and lines.sales_order_id = orders.sales_order_id
        where {{ alive('lines') }} and {{ alive('orders') }}
    ) as said
    left join {{ source('identity', 'customer_link') }} as links
        on said.source_name = links.source_name and said.party_record_id = links.party_record_id
{% endset %}

{% set facts %}
    select customer_key, currency_code, 1 as order_count, 0 as net_amount from {{ ref('fct_order') }}
    union all
    select customer_key, currency_code, 0 as order_count, net_amount from {{ ref('fct_order_line') }}
{% endset %}

{{ differences(records, facts, ["customer_key", "currency_code"], ["order_count", "net_amount"]) }}
