{# Hours between two moments: by the calendar, and of business. #}

{# Hours from one moment to another; null if either is. #}
{% macro hours_between(begun_at, ended_at) -%}
    cast(date_diff('second', {{ begun_at }}, {{ ended_at }}) / 3600.0 as decimal(18, 4))
{%- endmacro %}

{# Hours of business from one moment to another: Monday to Friday, 09:00 to 17:00 UTC, holidays too. #}
{% macro business_hours_between(begun_at, ended_at) -%}
    cast(({{ business_seconds_until(ended_at) }} - {{ business_seconds_until(begun_at) }}) / 3600.0 as decimal(18, 4))
{%- endmacro %}

{# Seconds of business from Monday, 5 January 1970 to a moment: of whole weeks, of whole days, and of its own day. #}
{% macro business_seconds_until(at) -%}
    {%- set days = "date_diff('day', date '1970-01-05', cast(" ~ at ~ " as date))" -%}
    {%- set since_nine = "(date_diff('second', date_trunc('day', " ~ at ~ "), " ~ at ~ ") - 9 * 3600)" -%}
    (
        {{ days }} // 7 * 5 * 8 * 3600
        + least({{ days }} % 7, 5) * 8 * 3600
        + case when {{ days }} % 7 < 5 then greatest(least({{ since_nine }}, 8 * 3600), 0) else 0 end
    )
{%- endmacro %}
