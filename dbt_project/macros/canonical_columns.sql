{# The columns of a canonical entity with their types, in the order of its contract in models/canonical: written once,
   there. While dbt only looks for references, or sqlfluff for style, the contract is not at hand; a key stands for it. #}
{% macro canonical_columns(entity) %}
    {%- if not execute -%}
        {{ return([[entity ~ "_id", "varchar"], ["is_deleted", "boolean"]]) }}
    {%- endif -%}
    {%- set columns = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do columns.append([column.name, column.data_type]) -%}
    {%- endfor -%}
    {%- if not columns -%}
        {{ exceptions.raise_compiler_error("The canonical entity '" ~ entity ~ "' has no contract: describe its columns in models/canonical.") }}
    {%- endif -%}
    {{ return(columns) }}
{% endmacro %}
