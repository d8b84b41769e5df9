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
            "fct_customer_consent"],
        "product": ["fct_order_line", "fct_refund_line", "fct_invoice_line", "fct_purchase_order_line", "fct_receipt_line",
            "fct_stock_snapshot", "fct_stock_movement", "fct_product_cost", "fct_bill_of_material_line", "fct_demand_weekly"],
        "supplier": ["fct_purchase_order_line", "fct_invoice_line"],
    }) }}
{%- endmacro %}

{% macro customer_facts() -%}
    {{ return(facts_by_entity()["customer"]) }}
{%- endmacro %}
