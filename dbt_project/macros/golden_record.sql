{# The best value of a column over the records of one thing: the first that is filled, in the order of record_rank. #}
{% macro best(column) -%}
    min_by({{ column }}, record_rank) filter (where {{ column }} is not null)
{%- endmacro %}

{# Records that are still there come before deleted ones, those of a system that is believed first before others, newer
   before older; the record's name breaks ties. #}
{% macro record_rank(key, id_column) -%}
    row_number() over (
        partition by {{ key }}
        order by
            records.is_deleted asc,
            {{ precedence('records') }} asc,
            records.updated_at desc nulls last,
            records.source_name asc,
            records.{{ id_column }} asc
    )
{%- endmacro %}
