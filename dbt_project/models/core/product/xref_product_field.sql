with

records as (
    select
        links.product_key,
        variants.*,
        styles.product_code as style_code,
        styles.product_name,
        styles.category_name,
        styles.product_type
    from {{ ref('xref_product') }} as links
    inner join {{ ref('product_variant') }} as variants
        on links.source_name = variants.source_name and links.product_variant_id = variants.product_variant_id
    left join {{ ref('product') }} as styles
        on variants.source_name = styles.source_name and variants.product_id = styles.product_id
),

filled as (
    {{ filled_columns('records', ['product_key'], 'product_variant_id', product_fields()) | indent(4) }}
    union all
    {{ overridden_fields(
        'product', ref('xref_product'), ['product_key'], 'product_variant_id', product_fields()
    ) | indent(4) }}
),

final as (
    {{ survivors('product', 'filled', ['product_key']) | indent(4) }}
)

select * from final
