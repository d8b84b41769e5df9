{# Systems in use side by side, such as an ERP and its successor: when each counts, and whom to believe first. The
   configuration says it of a source: active_from, active_until, precedence. #}

{# True as well for a row whose day lies outside the period in which its system counts; an entity without a day has
   none. Such a row stays in canonical, where it is compared with its extract, and is in no figure. #}
{% macro or_outside_period(entity) -%}
    {%- set day = canonical_measures().get(entity, [none])[0] -%}
    {%- set periods = var("source_periods", {}) -%}
    {%- if day and periods is mapping -%}
        {%- for source, period in periods.items() %}
        or (source_name = '{{ source }}' and (false
            {%- if period[0] %} or coalesce({{ day }} < date '{{ period[0] }}', false){% endif -%}
            {%- if period[1] %} or coalesce({{ day }} > date '{{ period[1] }}', false){% endif %}))
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# The place of a record's source when records of one thing differ: 1 is believed first. #}
{% macro precedence(alias) -%}
    {%- set places = var("source_precedence", {}) -%}
    {%- if not places or places is not mapping -%} 1
    {%- else -%}
        case {{ alias }}.source_name{% for source, place in places.items() %} when '{{ source }}' then {{ place }}{% endfor %} else 1 end
    {%- endif -%}
{%- endmacro %}

{# Whether a row's system was replaced by the day that is looked at: what was open in it stands in the books of its
   successor, which were opened with it. #}
{% macro is_replaced(source_name) -%}
    {%- set periods = var("source_periods", {}) -%}
    (false
    {%- if periods is mapping -%}
        {%- for source, period in periods.items() if period[1] %}
        or ({{ source_name }} = '{{ source }}' and {{ as_of() }} > date '{{ period[1] }}')
        {%- endfor -%}
    {%- endif -%}
    )
{%- endmacro %}
