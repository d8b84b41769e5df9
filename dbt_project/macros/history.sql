{# What was known when: rows with `known_from`, the moment of the extraction that first read so, and `known_until`, that of
   the one that read otherwise; null while nothing does. A past moment is asked as it was known then by
   `known_from <= moment and (known_until is null or known_until > moment)`, and as it is known now by `is_current`. #}

{# Every version of an entity's rows with the time for which it was known. Those that its source had deleted, or that lie
   outside the time for which their system counts, end the one before and are left out by `is_there`. #}
{% macro known_versions(relation, entity, key) -%}
    select
        *,
        extracted_at as known_from,
        lead(extracted_at) over (partition by source_name, {{ key }} order by extracted_at) as known_until,
        not (is_deleted{{ or_outside_period(entity) }}) as is_there
    from {{ relation }}
{%- endmacro %}
