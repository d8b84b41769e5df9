{# By source, day and currency: the rows and the money of canonical, without what a source deleted, stand in core. -#}
{{ config(meta={"dagster": {"ref": {"name": "fct_order_line"}}}) }}

{% set facts = [
    ["sales_order", "fct_order", "order_date", "total_amount", "currency_code"],
    ["sales_order_line", "fct_order_line", "order_date", "net_amount", "currency_code"],
    ["refund_line", "fct_refund_line", "refund_date", "net_amount", "currency_code"],
    ["payment", "fct_payment", "payment_date", "payment_amount", "currency_code"],
    ["purchase_order_line", "fct_purchase_order_line", "order_date", "net_amount", "currency_code"],
    ["receipt_line", "fct_receipt_line", "receipt_date", "received_qty", "null"],
    ["stock_snapshot", "fct_stock_snapshot", "snapshot_date", "on_hand_qty", "null"],
    ["stock_movement", "fct_stock_movement", "movement_date", "moved_qty", "null"],
    ["bill_of_material_line", "fct_bill_of_material_line", "valid_from_date", "component_qty", "null"],
    ["invoice_line", "fct_invoice_line", "invoice_date", "net_amount", "currency_code"],
    ["opportunity", "fct_opportunity", "created_date", "expected_amount", "currency_code"],
] %}

{% set canonical_rows %}
{% for entity, fact, on_date, amount, currency in facts %}
select
    '{{ entity }}' as entity,
    checked.source_name,
    checked.{{ on_date }} as on_date,
    cast({{ "checked." if currency != "null" }}{{ currency }} as varchar) as currency_code,
    checked.{{ amount }} as amount,
    1 as row_count
from {{ ref(entity) }} as checked
{% if entity in ("sales_order_line", "refund_line", "payment") %}
left join {{ ref('sales_order') }} as headers
    on checked.source_name = headers.source_name and checked.sales_order_id = headers.sales_order_id
where not checked.is_deleted and headers.is_deleted is not true
{% elif entity == "purchase_order_line" %}
left join {{ ref('purchase_order') }} as headers
    on checked.source_name = headers.source_name and checked.purchase_order_id = headers.purchase_order_id
where not checked.is_deleted and headers.is_deleted is not true
{% else %}
where not checked.is_deleted
{% endif %}
{{ "union all" if not loop.last }}
{% endfor %}
{% endset %}

{% set core_rows %}
{% for entity, fact, on_date, amount, currency in facts %}
select
    '{{ entity }}' as entity,
    source_name,
    {{ on_date }} as on_date,
    cast({{ currency }} as varchar) as currency_code,
    {{ amount }} as amount,
    1 as row_count
from {{ ref(fact) }}
{{ "union all" if not loop.last }}
{% endfor %}
{% endset %}

{{ differences(
    canonical_rows,
    core_rows,
    ["entity", "source_name", "on_date", "currency_code"],
    ["amount", "row_count"],
) }}
