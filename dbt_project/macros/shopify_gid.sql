{# The number at the end of a shop's global id: gid://shopify/Order/1001 is 1001. #}
{% macro gid_number(column) %}nullif(regexp_extract({{ column }}, '([^/]+)$', 1), ''){% endmacro %}
