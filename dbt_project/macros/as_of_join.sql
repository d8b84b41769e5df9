{# Whether a day lies in a row's period; both ends belong to it, an open end has none. Use it only beside an equality
   on the row's key: the join is then a hash join with two comparisons, in DuckDB and in Spark. (An `or` in the
   condition would make it compare every row with every row.) #}
{% macro valid_on(alias, on_date) -%}
    {{ on_date }} >= {{ alias }}.valid_from_date
    and {{ on_date }} <= coalesce({{ alias }}.valid_to_date, cast('9999-12-31' as date))
{%- endmacro %}
