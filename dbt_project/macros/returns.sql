{# How what is still to come back is expected. #}

{# Days after the order in which a return, a refusal or an exchange is expected. #}
{% macro return_window_days() -%}
    {{- return(90) -}}
{%- endmacro %}

{# Of so many older lines a kind of sale must consist to be believed by itself. #}
{% macro enough_lines() -%}
    200
{%- endmacro %}

{# A line tells of so many times the usual one at most: a slip of the decimal point must not decide how much comes back. #}
{% macro most_of_a_line() -%}
    20
{%- endmacro %}

{# The kinds of sales, the narrowest first: number and expression. #}
{% macro return_kinds() -%}
    {{- return([(1, "wide_kind || '/' || category_name"), (2, "wide_kind"), (3, "'all'")]) -}}
{%- endmacro %}
