{# Keys of facts, the unknown member, and which rows count. #}

{# The warehouse's key of a source's document: the source and the source's own id. #}
{% macro source_key(alias, id_column) -%}
    coalesce({{ alias }}.source_name || ':' || {{ alias }}.{{ id_column }}, 'unknown')
{%- endmacro %}

{# What is not known yet points to the member 'unknown', which every dimension has. #}
{% macro or_unknown(expression) -%}
    coalesce({{ expression }}, 'unknown')
{%- endmacro %}

{# A row that its source has deleted stays in canonical and does not reach core. A row that is absent from a left join
   is not deleted. #}
{% macro alive(alias) -%}
    not coalesce({{ alias }}.is_deleted, false)
{%- endmacro %}

{# A row of an order that its source has deleted does not reach core either; a row whose order has not arrived does. #}
{% macro order_is_alive(alias) -%}
    not exists (
        select 1
        from {{ ref('sales_order') }} as deleted_orders
        where
            deleted_orders.is_deleted
            and deleted_orders.source_name = {{ alias }}.source_name
            and deleted_orders.sales_order_id = {{ alias }}.sales_order_id
    )
{%- endmacro %}
