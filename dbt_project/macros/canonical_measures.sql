{# What is summed to prove that nothing of an entity got lost: its date, its measure and the measure's currency.
   An entity without a measure is counted. #}
{% macro canonical_measures() %}
    {{ return({
        "party_record": [none, none, none],
        "legal_entity": [none, none, none],
        "location": [none, none, none],
        "product": [none, none, none],
        "product_variant": [none, none, none],
        "price": ["valid_from_date", "price_amount", "currency_code"],
        "product_cost": ["valid_from_date", "unit_cost_amount", "currency_code"],
        "supplier": [none, none, none],
        "sales_order": ["order_date", "total_amount", "currency_code"],
        "sales_order_line": ["order_date", "net_amount", "currency_code"],
        "refund_line": ["refund_date", "net_amount", "currency_code"],
        "payment": ["payment_date", "payment_amount", "currency_code"],
        "purchase_order": ["order_date", "total_amount", "currency_code"],
        "purchase_order_line": ["order_date", "net_amount", "currency_code"],
        "receipt_line": ["receipt_date", "received_qty", none],
        "stock_snapshot": ["snapshot_date", "on_hand_qty", none],
        "stock_movement": ["movement_date", "moved_qty", none],
        "bill_of_material_line": ["valid_from_date", "component_qty", none],
        "invoice_line": ["invoice_date", "net_amount", "currency_code"],
        "opportunity": ["created_date", "expected_amount", "currency_code"],
        "exchange_rate": ["rate_date", "exchange_rate", "from_currency_code"],
    }) }}
{% endmacro %}
