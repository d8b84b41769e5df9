{# A source record without a link would lose its customer, product or supplier; one with two would double its rows. -#}
{{ config(meta={"dagster": {"ref": {"name": "xref_customer"}}}) }}

{% set records %}
    select 'customer' as kind, source_name, party_record_id as record_id, 1 as row_count from {{ ref('party_record') }}
    union all
    select 'product' as kind, source_name, product_variant_id as record_id, 1 as row_count from {{ ref('product_variant') }}
    union all
    select 'supplier' as kind, source_name, supplier_id as record_id, 1 as row_count from {{ ref('supplier') }}
{% endset %}

{% set links %}
    select 'customer' as kind, source_name, party_record_id as record_id, 1 as row_count from {{ ref('xref_customer') }}
    union all
    select 'product' as kind, source_name, product_variant_id as record_id, 1 as row_count from {{ ref('xref_product') }}
    union all
    select 'supplier' as kind, source_name, supplier_id as record_id, 1 as row_count from {{ ref('xref_supplier') }}
{% endset %}

{{ differences(records, links, ["kind", "source_name", "record_id"], ["row_count"]) }}
