{# All rules of one model in one node; `violations` says what each argument means. #}
{% test holds(model, grain, not_null=[], accepted={}, references={}, rules={}) %}
    {{ violations(model, grain, not_null, accepted, references, rules) }}
{% endtest %}
