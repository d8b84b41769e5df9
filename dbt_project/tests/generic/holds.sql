{# All rules of one model in one node; `violations` says what each argument means. #}
{% test holds(model, grain, not_null=[], expected=[], accepted={}, references={}, rules={}) %}
    {{ config(fail_calc='coalesce(max(level), 0)', warn_if='> 0', error_if='> 1') }}
    {{ violations(model, grain, not_null, expected, accepted, references, rules) }}
{% endtest %}
