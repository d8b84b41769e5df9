{# A text that a user can translate: plain up to version 15 of Odoo, from then on a JSON object with a text per language. #}
{% macro odoo_text(column) -%}
    case when left({{ column }}, 1) = '{' then json_extract_string({{ column }}, '$.en_US') else {{ column }} end
{%- endmacro %}

{# A unit of measure by the code that the model uses. #}
{% macro odoo_unit(column) -%}
    case
        when lower({{ odoo_text(column) }}) in ('unit', 'units') then 'unit'
        else lower({{ odoo_text(column) }})
    end
{%- endmacro %}
