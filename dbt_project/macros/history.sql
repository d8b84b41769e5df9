{# What was known when: rows with `known_from`, the moment of the extraction that first read so, and `known_until`, that of
   the one that read otherwise; null while nothing does. A past moment is asked as it was known then by
   `as_known_at`, and as it is known now by `is_current`. #}

{# Every version of an entity's rows with the time for which it was known. Those that its source had deleted, or that lie
   outside the time for which their system counts, end the one before and are left out by `is_there`. Codes read as people
   have mapped them, under `our_`. #}
{% macro known_versions(relation, entity, key, codes=['currency_code']) -%}
    select
        *,
        extracted_at as known_from,
        lead(extracted_at) over (partition by source_name, {{ key }} order by extracted_at) as known_until,
        {%- for code in codes %}
        {{ canonical_code('', entity, code) }} as our_{{ code }},
        {%- endfor %}
        not (is_deleted{{ or_outside_period(entity) }}) as is_there
    from {{ relation }}
{%- endmacro %}

{# The condition that a version was what was known at a moment. #}
{% macro as_known_at(alias, moment) -%}
    {{ alias }}.known_from <= {{ moment }} and {{ moment }} < coalesce({{ alias }}.known_until, {{ never() }})
{%- endmacro %}

{# After every moment: until when that is known which nothing has changed. #}
{% macro never() -%}
    cast('9999-12-31' as timestamp)
{%- endmacro %}
