{# The costs of an order below its first contribution margin, in the order in which they are taken off. #}
{% macro order_cost_parts() -%}
    {{ return(["fulfilment", "shipping", "payment_fee", "return", "marketing"]) }}
{%- endmacro %}

{# The sum of what meets a condition; null where there is none, or where one of it is null. #}
{% macro known_sum(amount, condition) -%}
    case
        when count(*) filter (where {{ condition }} and {{ amount }} is null) = 0
            then sum({{ amount }}) filter (where {{ condition }})
    end
{%- endmacro %}
