{# Codes that are none of ours. Which columns hold codes, and which codes are ours, stands in the contracts of the canonical
   entities; countries, currencies and the lists that a company keeps itself stand in seeds. #}

{# The columns of an entity that hold codes of a list, each with the condition that a value is none of it. While dbt only
   looks for references, or sqlfluff for style, the contract is not at hand; a column stands for it. #}
{% macro unmapped_conditions(entity) %}
    {%- if not execute -%}
        {%- set lists = "(select 1 from countries cross join currencies cross join own_lists)" -%}
        {{ return([["held_code", "exists " ~ lists]]) }}
    {%- endif -%}
    {%- set node = graph.nodes.values() | selectattr("name", "equalto", entity) | selectattr("resource_type", "equalto", "model") | first -%}
    {%- set codes = node.config.meta.get("codes", {}) -%}
    {%- set found = [] -%}
    {%- for name in node.columns -%}
        {%- if name in codes -%}
            {%- do found.append([name, name ~ " not in ('" ~ codes[name] | join("', '") ~ "')"]) -%}
        {%- elif name.endswith("country_code") -%}
            {%- do found.append([name, name ~ " not in (select country_code from countries)"]) -%}
        {%- elif name.endswith("currency_code") -%}
            {%- do found.append([name, name ~ " not in (select currency_code from currencies)"]) -%}
        {%- elif name in ("unit_code", "carrier_code", "payment_method_code") -%}
            {%- do found.append([name, name ~ " not in (select code from own_lists where column_name = '" ~ name ~ "') and '"
                ~ name ~ "' in (select column_name from own_lists)"]) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{# The code of a row as the column of the inbox has it: null where it is one of ours. #}
{% macro unmapped_code(name, condition) -%}
    {'column_name': '{{ name }}', 'code': case when {{ condition }} then {{ name }} end}
{%- endmacro %}
