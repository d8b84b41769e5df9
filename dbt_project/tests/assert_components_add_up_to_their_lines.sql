{# The components of every sold line add up to it exactly, in the document's currency and in the group's. -#}
{{ config(meta={"dagster": {"ref": {"name": "fct_sale_component"}}}) }}

{% set lines %}
    select order_line_key, net_amount, coalesce(net_amount_group, 0) as net_amount_group from {{ ref('fct_order_line') }}
{% endset %}

{% set components %}
    select order_line_key, net_amount, coalesce(net_amount_group, 0) as net_amount_group
    from {{ ref('fct_sale_component') }}
{% endset %}

{{ differences(lines, components, ["order_line_key"], ["net_amount", "net_amount_group"]) }}
