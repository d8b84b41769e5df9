{# Every source record with the key that it has, whatever it is a record of. #}
{% macro identity_links() -%}
    select 'customer' as entity, source_name, party_record_id as record_id, customer_key as entity_key, decided_by
    from {{ ref('xref_customer') }}
    union all
    select 'product' as entity, source_name, product_variant_id as record_id, product_key as entity_key, decided_by
    from {{ ref('xref_product') }}
    union all
    select 'supplier' as entity, source_name, supplier_id as record_id, supplier_key as entity_key, decided_by
    from {{ ref('xref_supplier') }}
    union all
    select 'place' as entity, source_name, place_record_id as record_id, place_key as entity_key, decided_by
    from {{ source('identity', 'place_link') }}
{%- endmacro %}

{# The largest number of records that rules and the model may make one; the configuration of identity says it. #}
{% macro largest_cluster() -%}
    {{ var("largest_cluster", 200) }}
{%- endmacro %}

{# The most customers that one household has; `identity.households.sharing` holds it too, and a test that both agree. #}
{% macro largest_household() -%}
    12
{%- endmacro %}

{# The facts that name a customer, a product or a supplier. #}
{% macro facts_by_entity() -%}
    {{ return({
        "customer": ["fct_order", "fct_order_line", "fct_refund_line", "fct_opportunity", "fct_invoice_line",
            "fct_customer_consent", "fct_recognised_sale", "fct_sales_event", "fct_stored_value_movement", "fct_payment",
            "fct_settlement", "fct_journal_line", "fct_invoice_item", "fct_ledger_item", "fct_open_item", "fct_ticket"],
        "product": ["fct_order_line", "fct_refund_line", "fct_invoice_line", "fct_purchase_order_line", "fct_receipt_line",
            "fct_stock_snapshot", "fct_stock_movement", "fct_product_cost", "fct_bill_of_material_line", "fct_demand_weekly",
            "fct_stock_flow", "fct_stock_daily", "fct_stock_change", "fct_stock_layer", "fct_stock_layer_use",
            "fct_landed_cost", "fct_order_line_contribution", "fct_shipment_line", "fct_fulfillment_line",
            "fct_return_line", "fct_transfer_order_line", "fct_advance_ship_notice_line", "fct_supplier_commitment",
            "fct_supplier_item", "fct_production_order", "fct_production_operation", "fct_bill_of_material", "fct_price",
            "fct_shipped_line", "fct_recognised_sale", "fct_sales_event", "fct_sale_component", "fct_customs_entry_line",
            "fct_journal_line", "fct_settlement_line", "fct_price_history", "fct_product_cost_history",
            "fct_purchase_promise_history", "fct_supplier_item_history", "fct_order_line_price"],
        "supplier": ["fct_purchase_order_line", "fct_invoice_line", "fct_receipt_line", "fct_landed_cost",
            "fct_freight_line", "fct_advance_ship_notice_line", "fct_supplier_commitment", "fct_supplier_item",
            "fct_production_order", "fct_settlement", "fct_journal_line", "fct_invoice_item", "fct_ledger_item",
            "fct_open_item", "fct_supplier_item_history"],
    }) }}
{%- endmacro %}

{% macro customer_facts() -%}
    {{ return(facts_by_entity()["customer"]) }}
{%- endmacro %}
