{# What a run says about itself: its one clock and the currency of the group. No model asks the machine's clock. #}

{% macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}

{% macro group_currency() -%}
    '{{ var("group_currency") }}'
{%- endmacro %}
