{# By source, day and currency: the same rows and the same money in canonical, without what a source deleted, and in core. -#}
{{ config(meta={"dagster": {"ref": {"name": "fct_order_line"}}}) }}

{% set facts = {
    "sales_order": "fct_order",
    "sales_order_line": "fct_order_line",
    "refund_line": "fct_refund_line",
    "payment": "fct_payment",
    "purchase_order_line": "fct_purchase_order_line",
    "receipt_line": "fct_receipt_line",
    "stock_snapshot": "fct_stock_snapshot",
    "stock_movement": "fct_stock_movement",
    "bill_of_material_line": "fct_bill_of_material_line",
    "invoice_line": "fct_invoice_line",
    "opportunity": "fct_opportunity",
} %}

{% set canonical_rows %}
{% for entity in facts %}
{% set date_column, amount_column, currency_column = canonical_measures()[entity] %}
    select
        '{{ entity }}' as entity,
        source_name,
        {{ date_column }} as on_date,
        {{ currency_column or "cast(null as varchar)" }} as currency_code,
        {{ amount_column }} as amount,
        1 as row_count
    from {{ ref(entity) }} as checked
    where
        {{ alive('checked') }}
        {% if entity in ("sales_order_line", "refund_line", "payment") %}
        and {{ order_is_alive('checked') }}
        {% elif entity == "purchase_order_line" %}
        and {{ purchase_order_is_alive('checked') }}
        {% endif %}
    {{ "union all" if not loop.last }}
{% endfor %}
{% endset %}

{% set core_rows %}
{% for entity, fact in facts.items() %}
{% set date_column, amount_column, currency_column = canonical_measures()[entity] %}
    select
        '{{ entity }}' as entity,
        source_name,
        {{ date_column }} as on_date,
        {{ currency_column or "cast(null as varchar)" }} as currency_code,
        {{ amount_column }} as amount,
        1 as row_count
    from {{ ref(fact) }}
    {{ "union all" if not loop.last }}
{% endfor %}
{% endset %}

{{ differences(canonical_rows, core_rows, ["entity", "source_name", "on_date", "currency_code"], ["amount", "row_count"]) }}
