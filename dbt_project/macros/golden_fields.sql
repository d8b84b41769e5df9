{# The fields of golden records: addresses as one value, and how a field is read off the rows of one. #}

{# An address as one value, so that it is taken whole: parts of two addresses are no address. #}
{% macro address_parts() -%}
    {{ return(["street", "city", "postal_code", "country_code"]) }}
{%- endmacro %}

{% macro whole_address() -%}
    case
        when street is not null or city is not null or postal_code is not null
            then json_object({% for part in address_parts() %}'{{ part }}', {{ part }}{{ ", " if not loop.last }}{% endfor %})
    end
{%- endmacro %}

{% macro address_part(value, part) -%}
    json_extract_string({{ value }}, '$.{{ part }}')
{%- endmacro %}

{# The value of a field over the rows of one golden record. #}
{% macro field(name) -%}
    max(case when field_name = '{{ name }}' then field_value end)
{%- endmacro %}

{# Whether a person said what the field is. #}
{% macro is_overridden(name) -%}
    max(case when field_name = '{{ name }}' and override_id is not null then 1 else 0 end) = 1
{%- endmacro %}

{# The country: what a person said it is, else that of the address, else that of a record which has no address. #}
{% macro country_of(alias) -%}
    case
        when {{ alias }}.has_country_override then {{ alias }}.country_code
        else coalesce({{ address_part(alias ~ '.address', 'country_code') }}, {{ alias }}.country_code)
    end
{%- endmacro %}

{# The fields of products and suppliers, each a column of its record. #}
{% macro product_fields() -%}
    {{ return(["sku", "style_code", "product_name", "variant_name", "colour_name", "size_code", "category_name",
        "product_type", "unit_code"]) }}
{%- endmacro %}

{% macro supplier_fields() -%}
    {{ return(["supplier_code", "supplier_name", "country_code", "currency_code", "is_active"]) }}
{%- endmacro %}
