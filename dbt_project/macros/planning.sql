{# The weeks that planning looks at. Weeks begin on Monday; the week of the run's clock counts as past only when its
   Sunday is the clock's day. #}

{% macro weeks_ahead() -%}
    13
{%- endmacro %}

{% macro weeks_back() -%}
    26
{%- endmacro %}

{# Monday of the first week that is not over yet. #}
{% macro this_week() -%}
    cast(date_trunc('week', {{ as_of() }} + 1) as date)
{%- endmacro %}
