{{ config(meta={"dagster": {"ref": {"name": "mart_supply__supplier_otif_monthly"}}}) }}

{% set lines %}
    select supplier_key, 1 as line_count
    from {{ ref('fct_purchase_order_line') }}
    where
        purchase_order_status is distinct from 'cancelled'
        and ordered_qty > 0
        and coalesce(promised_date, requested_date) <= {{ as_of() }}
{% endset %}

{% set mart %}
    select supplier_key, line_count_due as line_count from {{ ref('mart_supply__supplier_otif_monthly') }}
{% endset %}

{{ differences(lines, mart, ["supplier_key"], ["line_count"]) }}
