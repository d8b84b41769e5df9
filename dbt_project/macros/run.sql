{# What a run says about itself: its one clock and the currency of the group. No model asks the machine's clock. #}

{% macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}

{% macro group_currency() -%}
    '{{ var("group_currency") }}'
{%- endmacro %}

{# The day of the count that speaks for a place: the last one up to the run's day; before its first count, that one. #}
{% macro count_in_force(counted_on, place) -%}
    coalesce(
        max(case when {{ counted_on }} <= {{ as_of() }} then {{ counted_on }} end) over (partition by {{ place }}),
        min({{ counted_on }}) over (partition by {{ place }})
    )
{%- endmacro %}
