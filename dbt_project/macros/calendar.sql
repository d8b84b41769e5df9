{# How far the calendar reaches: over the dates of these columns, and a year beyond at both ends. A date that is further
   than 30 years before or 5 years after the run's clock is taken for a slip and does not stretch it. #}

{% macro calendar_columns() %}
    {{ return([
        ["sales_order", "order_date"],
        ["sales_order_line", "order_date"],
        ["refund_line", "refund_date"],
        ["payment", "payment_date"],
        ["purchase_order_line", "order_date"],
        ["purchase_order_line", "requested_date"],
        ["purchase_order_line", "promised_date"],
        ["receipt_line", "receipt_date"],
        ["stock_snapshot", "snapshot_date"],
        ["stock_movement", "movement_date"],
        ["invoice_line", "invoice_date"],
        ["invoice_line", "due_date"],
        ["carrier_invoice_line", "invoice_date"],
        ["journal_line", "posting_date"],
        ["opportunity", "created_date"],
    ]) }}
{% endmacro %}

{% macro calendar_margin_days() %}
    {{- return(366) -}}
{% endmacro %}
