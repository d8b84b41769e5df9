{# Which product a row of a source means: by its variant id, else by the SKU in the same source, else by the SKU anywhere.
   Each of the three crosswalks has one row per reference, so no row is doubled. The conditions are equalities only, so
   that each is a hash join. #}

{% macro join_product(alias) -%}
    left join {{ ref('xref_product') }} as variants
        on
            {{ alias }}.source_name = variants.source_name
            and {{ alias }}.product_variant_id = variants.product_variant_id
    left join {{ ref('xref_sku') }} as skus
        on
            {{ alias }}.source_name = skus.source_name
            and case when variants.product_key is null then {{ alias }}.sku end = skus.sku
    left join {{ ref('xref_sku') }} as any_skus
        on
            case when variants.product_key is null and skus.product_key is null then '*' end = any_skus.source_name
            and {{ alias }}.sku = any_skus.sku
{%- endmacro %}

{% macro joined_product() -%}
    coalesce(variants.product_key, skus.product_key, any_skus.product_key, 'unknown')
{%- endmacro %}
